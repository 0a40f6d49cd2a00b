using RobotPolicy.Control.Observations;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>Time that moves only when it is told to. One thread.</summary>
internal sealed class VirtualClock : IMonotonicClock
{
    /// <summary>Creates a clock that stands.</summary>
    public VirtualClock() => Time = new VirtualTime(this);

    /// <summary>Now, in nanoseconds; begins far from 0, so that a time that was never set is not taken for a moment ago.</summary>
    public long NowNs { get; set; } = StartNs;

    /// <summary>The same clock as a source of time stamps and of the time of day, which keep a constant distance.</summary>
    public TimeProvider Time { get; }

    internal const long StartNs = 1_000_000_000_000;
}
