namespace RobotPolicy.Control.Hardware;

/// <summary>The dead-man switch of an intervention topic, as the hardware profile states it.</summary>
public sealed record DeadManDescription
{
    /// <summary>What closes it.</summary>
    public required DeadManKind Kind { get; init; }

    /// <summary>Its topic, where it has one of its own.</summary>
    public string Topic { get; init; } = "";

    /// <summary>Place of its button in <c>buttons</c>, where it is one.</summary>
    public int Button { get; init; }

    /// <summary>Age at which what a topic of its own said last counts as open.</summary>
    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>Default of <see cref="Timeout"/>: 200 ms.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMilliseconds(200);
}
