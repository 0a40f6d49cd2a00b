namespace RobotPolicy.Control.Observations;

/// <summary>
/// Converts time stamps of messages (nanoseconds since the Unix epoch, set by the publisher) to the monotonic clock of this
/// process. The offset between the two clocks is looked at anew for every reception, so a step of the time of day spoils no more than
/// the messages that were under way. It is kept while it moves by less than <see cref="ToleranceNs"/>, so that what it is made of is
/// not in every stamp, and a recording need note only its changes. All messages of one reception are read alike.
/// </summary>
public sealed class StampClock : IStampClock
{
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly IStampObserver? _observer;
    private long _receivedNs;
    private long _offsetNs;
    private bool _isKnown;

    /// <summary>Creates a converter.</summary>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="time">Source of the time of day.</param>
    /// <param name="observer">Told of every change; nobody unless told.</param>
    public StampClock(IMonotonicClock clock, TimeProvider time, IStampObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(time);
        _clock = clock;
        _time = time;
        _observer = observer;
    }

    /// <summary>What the offset may move by before it is taken over, in nanoseconds: far less than a camera's or a joint's stamp is off by.</summary>
    public const long ToleranceNs = 20_000;

    /// <inheritdoc/>
    public long ToMonotonicNs(long unixNs, long receivedNs)
    {
        if (!_isKnown || receivedNs != _receivedNs)
            Look(receivedNs);
        return Add(unixNs, _offsetNs);
    }

    /// <summary>A stamp on the monotonic clock; saturates instead of overflowing.</summary>
    /// <param name="unixNs">The stamp, in nanoseconds since the Unix epoch.</param>
    /// <param name="offsetNs">Monotonic time minus Unix time, in nanoseconds.</param>
    public static long Add(long unixNs, long offsetNs)
    {
        var monotonic = (Int128)unixNs + offsetNs;
        return monotonic > long.MaxValue ? long.MaxValue : monotonic < long.MinValue ? long.MinValue : (long)monotonic;
    }

    private void Look(long receivedNs)
    {
        _receivedNs = receivedNs;
        var offsetNs = MeasureNs();
        if (_isKnown && Int128.Abs((Int128)offsetNs - _offsetNs) <= ToleranceNs)
            return;
        (_isKnown, _offsetNs) = (true, offsetNs);
        _observer?.OffsetChanged(receivedNs, offsetNs);
    }

    /// <summary>Monotonic time minus Unix time, in nanoseconds.</summary>
    private long MeasureNs()
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
