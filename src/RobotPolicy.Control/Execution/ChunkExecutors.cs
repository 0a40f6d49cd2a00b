using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>Makes the executor that a policy asks for.</summary>
public static class ChunkExecutors
{
    /// <summary>Creates an executor.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="jointCount">Joints of the robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public static IChunkExecutor Create(PolicySpec policy, int jointCount, ExecutorOptions options) => policy.Executor switch
    {
        ExecutorKind.RecedingHorizon =>
            new RecedingHorizonExecutor(policy.Horizon, policy.ExecuteSteps, jointCount, options),
        ExecutorKind.TemporalEnsemble =>
            new TemporalEnsembleExecutor(policy.Horizon, policy.EnsembleDecay, jointCount, options),
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Executor, "Unknown executor."),
    };
}
