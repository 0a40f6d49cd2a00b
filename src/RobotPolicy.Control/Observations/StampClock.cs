namespace RobotPolicy.Control.Observations;

/// <summary>
/// Converts time stamps of messages (nanoseconds since the Unix epoch, set by the publisher) to the monotonic clock of this
/// process. The offset between the two clocks is read anew for every stamp, so a step of the time of day spoils no more than
/// the messages that were under way. Thread-safe; allocates nothing.
/// </summary>
public sealed class StampClock
{
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;

    /// <summary>Creates a converter.</summary>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="time">Source of the time of day.</param>
    public StampClock(IMonotonicClock clock, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(time);
        _clock = clock;
        _time = time;
    }

    /// <summary>Time on the monotonic clock at which the time of day was <paramref name="unixNs"/>; saturates instead of overflowing.</summary>
    public long ToMonotonicNs(long unixNs)
    {
        var monotonic = (Int128)unixNs + OffsetNs();
        return monotonic > long.MaxValue ? long.MaxValue : monotonic < long.MinValue ? long.MinValue : (long)monotonic;
    }

    /// <summary>Monotonic time minus Unix time, in nanoseconds.</summary>
    private long OffsetNs()
    {
        // A thread that is preempted between the two clocks would date the picture by its own pause; the narrowest of a few
        // brackets is taken instead.
        var best = 0L;
        var narrowest = long.MaxValue;
        for (var attempt = 0; attempt < MaxAttempts && narrowest > GoodBracketNs; attempt++)
        {
            var before = _clock.NowNs;
            var unixNs = (_time.GetUtcNow().UtcTicks - UnixEpochTicks) * NanosecondsPerTick;
            var after = _clock.NowNs;
            if (after - before >= narrowest)
                continue;
            narrowest = after - before;
            best = before + (narrowest / 2) - unixNs;
        }

        return best;
    }

    private const int MaxAttempts = 3;
    private const long GoodBracketNs = 20_000;
    private const long NanosecondsPerTick = 100;
    private static readonly long UnixEpochTicks = DateTimeOffset.UnixEpoch.UtcTicks;
}
