namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>What one topic of joint states said.</summary>
internal sealed record HeardJoints
{
    /// <summary>Its messages.</summary>
    public required HeardStream Stream { get; init; }

    /// <summary>The joints, in the order of the last message.</summary>
    public IReadOnlyList<HeardJoint> Joints { get; init; } = [];

    /// <summary>Messages that named other joints, or in another order, than the one before: mostly several publishers.</summary>
    public long LayoutChangeCount { get; init; }

    /// <summary>Messages without a position for each name.</summary>
    public long WithoutPositionsCount { get; init; }

    /// <summary>The joint of that name; <see langword="null"/> if there is none.</summary>
    public HeardJoint? Find(string name) => Joints.FirstOrDefault(joint => joint.Name == name);
}
