namespace RobotPolicy.Control.Observations;

/// <summary>
/// Judges the stamps of one source in order of reception. A stamp is compared with its predecessor as the publisher wrote it,
/// since converted times carry the jitter of two clocks; plausibility is judged on the monotonic clock. Because implausible
/// stamps never become the newest, a source whose clock jumped is believed again as soon as its stamps are plausible.
/// Used by one receive thread; the counts may be read from any thread.
/// </summary>
public sealed class StampTracker
{
    private readonly long _maxAheadNs;
    private readonly long _maxDelayNs;
    private bool _any;
    private long _newestRawNs;
    private long _newestNs;
    private long _duplicates;
    private long _reordered;
    private long _future;
    private long _tooOld;

    /// <summary>Creates a tracker.</summary>
    public StampTracker(StampLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        _maxAheadNs = limits.MaxAhead.ToNanoseconds();
        _maxDelayNs = limits.MaxDelay.ToNanoseconds();
    }

    /// <summary>Messages dropped because their stamp repeated the one before.</summary>
    public long DuplicateCount => Volatile.Read(ref _duplicates);

    /// <summary>Messages dropped because a newer one had come before them.</summary>
    public long ReorderedCount => Volatile.Read(ref _reordered);

    /// <summary>Messages dropped because their stamp lies in the future.</summary>
    public long FutureCount => Volatile.Read(ref _future);

    /// <summary>Messages dropped because their stamp was too old at reception.</summary>
    public long TooOldCount => Volatile.Read(ref _tooOld);

    /// <summary>Judges one stamp.</summary>
    /// <param name="rawNs">The stamp as the publisher wrote it, in nanoseconds on the publisher's clock.</param>
    /// <param name="stampNs">The same stamp on the monotonic clock; lifted above its predecessor where jitter put it below.</param>
    /// <param name="receivedNs">Reception on the monotonic clock.</param>
    public StampVerdict Judge(long rawNs, ref long stampNs, long receivedNs)
    {
        if (_any && rawNs == _newestRawNs)
            return Count(ref _duplicates, StampVerdict.Duplicate);
        if (stampNs > receivedNs && unchecked((ulong)stampNs - (ulong)receivedNs) > (ulong)_maxAheadNs)
            return Count(ref _future, StampVerdict.Future);
        if (stampNs < receivedNs && unchecked((ulong)receivedNs - (ulong)stampNs) > (ulong)_maxDelayNs)
            return Count(ref _tooOld, StampVerdict.TooOld);
        if (_any && stampNs <= _newestNs)
        {
            if (rawNs < _newestRawNs)
                return Count(ref _reordered, StampVerdict.Reordered);
            stampNs = _newestNs + 1;
        }

        _any = true;
        _newestRawNs = rawNs;
        _newestNs = stampNs;
        return StampVerdict.Accepted;
    }

    private static StampVerdict Count(ref long counter, StampVerdict verdict)
    {
        Volatile.Write(ref counter, counter + 1);
        return verdict;
    }
}
