using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>A policy as the loop uses it: what it needs, where its chunks come from, and how they are joined.</summary>
/// <param name="Policy">The policy's data.</param>
/// <param name="Binding">Which joints and cameras it needs.</param>
/// <param name="Inference">Where chunks come from.</param>
/// <param name="Executor">Joins them; used by the control thread alone.</param>
public sealed record LoopEquipment(PolicySpec Policy, PolicyBinding Binding, IInference Inference, IChunkExecutor Executor)
{
    /// <summary>What the policy itself adds to its targets at control rate; nothing unless told.</summary>
    public PolicyCorrection? Correction { get; init; }

    /// <summary>Names of the scores of the policy's failure monitor; <see langword="null"/> where it has none.</summary>
    public IReadOnlyList<string>? Scores { get; init; }

    /// <summary>Name under which its package was loaded, for who records; empty where it has none.</summary>
    public string Package { get; init; } = "";

    /// <summary>Whether a failure monitor judges every inference.</summary>
    public bool HasMonitor => Scores is not null;

    /// <summary>Equipment with the executor that the policy asks for.</summary>
    /// <param name="policy">The policy's data.</param>
    /// <param name="binding">Which joints and cameras it needs.</param>
    /// <param name="inference">Where chunks come from.</param>
    /// <param name="robot">The robot.</param>
    /// <param name="options">How chunks are joined.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all of them.</exception>
    public static LoopEquipment Create(
        PolicySpec policy, PolicyBinding binding, IInference inference, RobotDescription robot, ExecutorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<string>();
        options.Validate("Executor", errors);
        return errors.Count > 0
            ? throw new ArgumentException(string.Join("; ", errors), nameof(options))
            : new LoopEquipment(policy, binding, inference, ChunkExecutors.Create(policy, robot, options));
    }
}
