namespace RobotPolicy.Control.Model;

/// <summary>What a loaded policy needs and gives; immutable.</summary>
public sealed record PolicySpec
{
    /// <summary>Name of the package.</summary>
    public required string Name { get; init; }

    /// <summary>Actions in one chunk.</summary>
    public required int Horizon { get; init; }

    /// <summary>Time from one action to the next, in nanoseconds.</summary>
    public required long ActionIntervalNs { get; init; }

    /// <summary>Actions that the package wants executed before the next chunk takes over, 1…<see cref="Horizon"/>.</summary>
    public required int ExecuteSteps { get; init; }

    /// <summary>Executor that the package asks for.</summary>
    public required ExecutorKind Executor { get; init; }

    /// <summary>Weight decay m of temporal ensembling, wᵢ = exp(−m·i) with the oldest prediction first (ACT uses 0.01).</summary>
    public double EnsembleDecay { get; init; } = 0.01;

    /// <summary>Joints of the state vector, in the policy's order.</summary>
    public required IReadOnlyList<string> StateJoints { get; init; }

    /// <summary>Joints of the action vector, in the policy's order.</summary>
    public required IReadOnlyList<string> ActionJoints { get; init; }

    /// <summary>Cameras by name, in the policy's order.</summary>
    public required IReadOnlyList<string> Cameras { get; init; }
}
