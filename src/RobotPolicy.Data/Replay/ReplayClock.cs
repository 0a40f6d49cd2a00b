using RobotPolicy.Control.Observations;

namespace RobotPolicy.Data.Replay;

/// <summary>The recording's monotonic clock, moved by whoever replays. One thread.</summary>
public sealed class ReplayClock : TimeProvider, IMonotonicClock
{
    /// <inheritdoc/>
    public long NowNs { get; set; }

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => NowNs;
}
