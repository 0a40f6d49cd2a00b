namespace RobotPolicy.Control.Hardware;

/// <summary>Some of the robot's joints on one topic of joint states. Immutable.</summary>
public record JointTopic
{
    /// <summary>Topic.</summary>
    public required string Topic { get; init; }

    /// <summary>
    /// The joints, as places in the robot's list. For commands this is the order of a message that carries no names; for joint states it is
    /// the robot's.
    /// </summary>
    public required IReadOnlyList<int> Joints { get; init; }

    /// <summary>What its messages call them, in the order of <see cref="Joints"/>.</summary>
    public required IReadOnlyList<string> Names { get; init; }
}
