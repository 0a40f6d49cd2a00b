using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Execution;

/// <summary>Makes the executor that a policy asks for.</summary>
public static class ChunkExecutors
{
    /// <summary>Creates an executor.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="robot">The robot.</param>
    /// <param name="options">How chunks are joined.</param>
    public static IChunkExecutor Create(PolicySpec policy, RobotDescription robot, ExecutorOptions options)
    {
        var joints = ExecutorJoints.Of(policy, robot);
        return policy.Executor switch
        {
            ExecutorKind.RecedingHorizon => new RecedingHorizonExecutor(policy, joints, options),
            ExecutorKind.TemporalEnsemble => new TemporalEnsembleExecutor(policy, joints, options),
            ExecutorKind.RealTimeChunking => new RealTimeChunkingExecutor(policy, joints, options),
            ExecutorKind.Asynchronous => new AsynchronousExecutor(policy, joints, options),
            ExecutorKind.Streaming => new StreamingExecutor(policy, joints, options),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Executor, "Unknown executor."),
        };
    }
}
