namespace RobotPolicy.Data.Log;

/// <summary>The times of a recording in seconds since its first message, as people count them; a value.</summary>
/// <param name="StartTime">Log time of its first message, nanoseconds since 1970.</param>
/// <param name="OffsetNs">Monotonic time minus log time, in nanoseconds.</param>
public readonly record struct LogClock(ulong StartTime, long OffsetNs)
{
    /// <summary>Time of day of the first message.</summary>
    public DateTimeOffset Start => DateTimeOffset.UnixEpoch.AddTicks((long)Math.Min(StartTime / TimeSpan.NanosecondsPerTick, MaxTicks));

    /// <summary>Seconds of a moment on the recording's monotonic clock.</summary>
    public double Seconds(long monotonicNs) => (double)((Int128)monotonicNs - OffsetNs - StartTime) / NanosecondsPerSecond;

    /// <summary>Seconds of a log time.</summary>
    public double SecondsOf(ulong logTime) => (double)((Int128)logTime - StartTime) / NanosecondsPerSecond;

    /// <summary>Log time of a moment; that of the first message for what is before it, and for NaN.</summary>
    public ulong LogTime(double seconds) =>
        seconds > 0 ? (ulong)Int128.Min((Int128)StartTime + (Int128)Math.Min(Math.Round(seconds * NanosecondsPerSecond), FarNs), ulong.MaxValue) : StartTime;

    /// <summary>Log time of a moment on the recording's monotonic clock.</summary>
    public ulong LogTimeOf(long monotonicNs) => (ulong)Int128.Clamp((Int128)monotonicNs - OffsetNs, 0, long.MaxValue);

    private const double NanosecondsPerSecond = 1e9;

    // 73 years.
    private const double FarNs = 1L << 61;

    // A year before the last one that a date can be of.
    private const ulong MaxTicks = 2_500_000_000_000_000_000;
}
