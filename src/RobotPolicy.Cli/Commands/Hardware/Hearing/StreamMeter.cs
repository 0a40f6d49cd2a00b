namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>Measures one topic's messages as they come. Not thread-safe.</summary>
internal sealed class StreamMeter
{
    private const double NsPerSecond = 1e9;
    private const double UsualShare = 0.95;
    private const int MaxGaps = 1 << 20;

    private readonly List<long> _gaps = [];
    private long _count;
    private long _malformed;
    private long _firstNs;
    private long _lastNs;
    private long _gapNs;
    private long _repeated;
    private long _backward;
    private long _stampNs;
    private bool _hasStamp;
    private long _minAgeNs = long.MaxValue;
    private long _maxAgeNs = long.MinValue;

    /// <summary>Counts a message that is none of its type.</summary>
    public void AddMalformed() => _malformed++;

    /// <summary>Counts a message without a stamp.</summary>
    /// <param name="receivedNs">When it came, on the monotonic clock.</param>
    public void Add(long receivedNs)
    {
        if (_count++ == 0)
            _firstNs = receivedNs;
        else
            AddGap(receivedNs - _lastNs);
        _lastNs = receivedNs;
    }

    /// <summary>Counts a message.</summary>
    /// <param name="receivedNs">When it came, on the monotonic clock.</param>
    /// <param name="stampNs">Its stamp, in nanoseconds since the Unix epoch.</param>
    /// <param name="unixNs">This machine's clock when it came.</param>
    public void Add(long receivedNs, long stampNs, long unixNs)
    {
        Add(receivedNs);
        if (_hasStamp && stampNs == _stampNs)
            _repeated++;
        else if (_hasStamp && stampNs < _stampNs)
            _backward++;
        (_stampNs, _hasStamp) = (stampNs, true);
        _minAgeNs = Math.Min(_minAgeNs, unixNs - stampNs);
        _maxAgeNs = Math.Max(_maxAgeNs, unixNs - stampNs);
    }

    /// <summary>What was measured.</summary>
    /// <param name="endNs">When listening ended, on the monotonic clock.</param>
    public HeardStream Finish(long endNs) => new()
    {
        Count = _count,
        MalformedCount = _malformed,
        RateHz = _count > 1 && _lastNs > _firstNs ? (_count - 1) * NsPerSecond / (_lastNs - _firstNs) : 0,
        UsualGapSeconds = UsualGapNs(endNs) / NsPerSecond,
        LongestGapSeconds = _count > 0 ? Math.Max(_gapNs, endNs - _lastNs) / NsPerSecond : 0,
        RepeatedStampCount = _repeated,
        BackwardStampCount = _backward,
        StampsAreZero = _hasStamp && _stampNs == 0 && _repeated == _count - 1,
        MinStampAgeSeconds = _hasStamp ? _minAgeNs / NsPerSecond : 0,
        MaxStampAgeSeconds = _hasStamp ? _maxAgeNs / NsPerSecond : 0,
    };

    private void AddGap(long gapNs)
    {
        _gapNs = Math.Max(_gapNs, gapNs);
        if (_gaps.Count < MaxGaps)
            _gaps.Add(gapNs);
    }

    private double UsualGapNs(long endNs)
    {
        if (_count == 0)
            return 0;
        var gaps = _gaps.Count > 0 ? [.. _gaps] : new[] { endNs - _lastNs };
        Array.Sort(gaps);
        return gaps[(int)(UsualShare * (gaps.Length - 1))];
    }
}
