using RobotPolicy.Simulator.Realtime;

namespace RobotPolicy.IntegrationTests.Simulator;

/// <summary>Monotonic and wall time that pass only when a test says so.</summary>
internal sealed class FakeClock : TimeProvider, IMonotonicClock
{
    /// <summary>Wall time of moment 0, in nanoseconds since the epoch.</summary>
    public const long UnixStartNs = 1_700_000_000_000_000_000;

    public long NowNs { get; set; } = 1_000_000_000;

    public long UnixNowNs => UnixStartNs + NowNs;

    /// <summary>How much later than asked a sleep ends.</summary>
    public long OversleepNs { get; set; }

    public void SleepUntil(long timeNs) => NowNs = Math.Max(NowNs, timeNs) + OversleepNs;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(UnixNowNs / 100);

    public override long GetTimestamp() => NowNs / 100;

    public override long TimestampFrequency => 10_000_000;
}
