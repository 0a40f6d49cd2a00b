namespace RobotPolicy.Ros.Transport;

/// <summary>Nanoseconds from a <see cref="TimeProvider"/>.</summary>
internal static class MonotonicClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const long NanosecondsPerTick = 100;

    /// <summary>Monotonic time of this process. Allocates nothing.</summary>
    public static long GetMonotonicNs(this TimeProvider time)
    {
        var stamp = time.GetTimestamp();
        var frequency = time.TimestampFrequency;
        if (frequency == NanosecondsPerSecond)
            return stamp;
        var seconds = Math.DivRem(stamp, frequency, out var rest);
        return (seconds * NanosecondsPerSecond) + (rest * NanosecondsPerSecond / frequency);
    }

    /// <summary>Wall-clock time since the Unix epoch. Allocates nothing.</summary>
    public static long GetUnixNs(this TimeProvider time) =>
        (time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * NanosecondsPerTick;
}
