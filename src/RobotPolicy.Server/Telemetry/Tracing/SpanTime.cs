namespace RobotPolicy.Server.Telemetry.Tracing;

/// <summary>One instant on both clocks, so that all times of a span are told by the same difference.</summary>
/// <param name="Utc">Time of day.</param>
/// <param name="NowNs">The same on the monotonic clock, in nanoseconds.</param>
public readonly record struct SpanTime(DateTime Utc, long NowNs)
{
    /// <summary>An instant of the monotonic clock as time of day.</summary>
    /// <param name="timeNs">Nanoseconds on the monotonic clock.</param>
    public DateTime ToUtc(long timeNs) => Utc.AddTicks((timeNs - NowNs) / TimeSpan.NanosecondsPerTick);
}
