using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>One robot as its YAML file states it: joints, limits, cameras and topics. Immutable.</summary>
public sealed record HardwareProfile
{
    /// <summary>Joints, limits and cameras.</summary>
    public required RobotDescription Robot { get; init; }

    /// <summary>Topic of the joint states.</summary>
    public required string JointStatesTopic { get; init; }

    /// <summary>Which message carries the commands.</summary>
    public required CommandInterface Command { get; init; }

    /// <summary>Topic of the commands.</summary>
    public required string CommandTopic { get; init; }

    /// <summary>For <see cref="CommandInterface.JointTrajectory"/>: time in which the controller is to reach each point.</summary>
    public TimeSpan TimeFromStart { get; init; } = DefaultTimeFromStart;

    /// <summary>Which time messages are dated by.</summary>
    public StampSource Stamps { get; init; }

    /// <summary>Topics that can stop the arm; none unless told.</summary>
    public IReadOnlyList<StopInputDescription> StopInputs { get; init; } = [];

    /// <summary>The topic by which a human can take over; none unless told.</summary>
    public InterventionDescription? Intervention { get; init; }

    /// <summary>Default of <see cref="TimeFromStart"/>: two ticks at 100 Hz, so that one late message does not stop the arm.</summary>
    public static readonly TimeSpan DefaultTimeFromStart = TimeSpan.FromMilliseconds(20);
}
