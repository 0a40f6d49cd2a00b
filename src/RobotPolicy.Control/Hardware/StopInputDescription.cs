using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>One topic that can stop the arm, as the hardware profile states it. Not a safety function: see the README.</summary>
public sealed record StopInputDescription
{
    /// <summary>Name, for humans.</summary>
    public required string Name { get; init; }

    /// <summary>Topic.</summary>
    public required string Topic { get; init; }

    /// <summary>What its messages say.</summary>
    public required StopInputType Type { get; init; }

    /// <summary>How hard a stop it is.</summary>
    public required StopKind Kind { get; init; }

    /// <summary>For <see cref="StopInputType.Bool"/>: the value that is a stop.</summary>
    public bool StopWhen { get; init; }

    /// <summary>
    /// For <see cref="StopInputType.Bool"/>: whether the publisher is transient-local ("latched") and its last value is asked for.
    /// A volatile publisher is not heard then, so this says how the publisher is.
    /// </summary>
    public bool Latched { get; init; }

    /// <summary>For <see cref="StopInputType.Heartbeat"/>: its message.</summary>
    public HeartbeatMessage Message { get; init; }

    /// <summary>Silence that is a stop. Without one only a Bool's values count, once it has been heard.</summary>
    public TimeSpan? Timeout { get; init; }
}
