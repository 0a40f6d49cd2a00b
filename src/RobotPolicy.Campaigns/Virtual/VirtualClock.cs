using RobotPolicy.Control.Observations;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>Time that moves only when it is told to. One thread.</summary>
internal sealed class VirtualClock : IMonotonicClock
{
    /// <summary>Now, in nanoseconds; begins far from 0, so that a time that was never set is not taken for a moment ago.</summary>
    public long NowNs { get; set; } = 1_000_000_000_000;
}
