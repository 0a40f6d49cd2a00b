namespace RobotPolicy.Control.Observations;

/// <summary>
/// The monotonic clock of a <see cref="TimeProvider"/> in nanoseconds. With <see cref="TimeProvider.System"/> on Linux this is
/// <c>CLOCK_MONOTONIC</c>, the clock that transports use for receive times and that the real-time thread sleeps on. Thread-safe.
/// </summary>
public sealed class MonotonicClock : IMonotonicClock
{
    private readonly TimeProvider _time;
    private readonly long _frequency;

    /// <summary>Wraps a time provider.</summary>
    public MonotonicClock(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _frequency = time.TimestampFrequency;
    }

    /// <inheritdoc/>
    public long NowNs
    {
        get
        {
            var ticks = _time.GetTimestamp();
            return _frequency == NanosecondsPerSecond
                ? ticks
                : (long)((Int128)ticks * NanosecondsPerSecond / _frequency);
        }
    }

    private const long NanosecondsPerSecond = 1_000_000_000;
}
