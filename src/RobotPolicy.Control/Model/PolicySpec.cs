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

    /// <summary>
    /// Instants that the policy looks at: the observation's and those before it, one action interval apart. Before the first
    /// observation of an epoch, that one stands in.
    /// </summary>
    public int ObservationSteps { get; init; } = 1;

    /// <summary>Actions that the package wants executed before the next chunk takes over, 1…<see cref="Horizon"/>.</summary>
    public required int ExecuteSteps { get; init; }

    /// <summary>Executor that the package asks for.</summary>
    public required ExecutorKind Executor { get; init; }

    /// <summary>Weight decay m of temporal ensembling, wᵢ = exp(−m·i) with the oldest prediction first (ACT uses 0.01).</summary>
    public double EnsembleDecay { get; init; } = 0.01;

    /// <summary>How overlapping chunks are merged by <see cref="ExecutorKind.Asynchronous"/>.</summary>
    public MergeRule Merge { get; init; } = MergeRule.WeightedAverage;

    /// <summary>Share of the actions that may be left when <see cref="ExecutorKind.Asynchronous"/> asks for the next chunk (LeRobot: 0.5).</summary>
    public double RequestShare { get; init; } = 0.5;

    /// <summary>What the target does between two actions.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>How a new chunk continues the one in use.</summary>
    public ChunkConditioning Conditioning { get; init; }

    /// <summary>Most actions d that the network was trained to see as decided, for <see cref="ChunkConditioning.Prefix"/>.</summary>
    public int MaxDelaySteps { get; init; }

    /// <summary>Executed actions that the policy looks back to.</summary>
    public int PastSteps { get; init; }

    /// <summary>
    /// Joints, by the robot's names, that have no meaningful values between two actions, such as a gripper that is open or closed:
    /// they are neither averaged nor curved.
    /// </summary>
    public IReadOnlyList<string> DiscreteJoints { get; init; } = [];

    /// <summary>Goals that change what the policy does.</summary>
    public IReadOnlyList<TaskGoalKind> Goals { get; init; } = [];

    /// <summary>Whether it does nothing sensible without a goal.</summary>
    public bool RequiresGoal { get; init; }

    /// <summary>When its word for success ends a task; <see langword="null"/> where it has none.</summary>
    public SuccessRule? Success { get; init; }

    /// <summary>Progress, 0…1, beyond which a task is done; <see langword="null"/> where progress ends nothing.</summary>
    public double? ProgressEnd { get; init; }

    /// <summary>How it chooses the primitives of a task; <see langword="null"/> where it does not.</summary>
    public SelectorSpec? Selector { get; init; }

    /// <summary>Joints of the state vector, in the policy's order.</summary>
    public required IReadOnlyList<string> StateJoints { get; init; }

    /// <summary>Joints of the action vector, in the policy's order.</summary>
    public required IReadOnlyList<string> ActionJoints { get; init; }

    /// <summary>Cameras by name, in the policy's order.</summary>
    public required IReadOnlyList<string> Cameras { get; init; }
}
