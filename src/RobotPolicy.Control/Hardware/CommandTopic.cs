namespace RobotPolicy.Control.Hardware;

/// <summary>A topic that commands some of the robot's joints. Immutable.</summary>
public sealed record CommandTopic : JointTopic
{
    /// <summary>Which message carries the commands.</summary>
    public required CommandInterface Interface { get; init; }

    /// <summary>For <see cref="CommandInterface.JointTrajectory"/>: time in which the controller is to reach each point.</summary>
    public TimeSpan TimeFromStart { get; init; } = DefaultTimeFromStart;

    /// <summary>Default of <see cref="TimeFromStart"/>: two ticks at 100 Hz, so that one late message does not stop the arm.</summary>
    public static readonly TimeSpan DefaultTimeFromStart = TimeSpan.FromMilliseconds(20);
}
