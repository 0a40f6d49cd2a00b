namespace RobotPolicy.Control.Execution;

/// <summary>
/// Remembers the last latencies. Real-Time Chunking (arXiv 2506.07339) forecasts the delay with the maximum of the last ten; the
/// median beside it keeps one slow inference from shortening every chunk after it. What delays a chunk is not estimated but counted:
/// the part of it that is over when it takes over. A first inference, which finds everything cold, is no example for the next ones:
/// it is believed only until one that is not cold is known. One thread; allocates nothing.
/// </summary>
public sealed class LatencyTracker
{
    private readonly long[] _latenciesNs = new long[Window];
    private readonly long[] _delaysNs = new long[Window];
    private readonly long[] _sorted = new long[Window];
    private int _next;
    private int _filled;

    /// <summary>Latencies remembered.</summary>
    public const int Window = 10;

    /// <summary>Zero until the first latency is known.</summary>
    public LatencyForecast Forecast { get; private set; }

    /// <summary>Takes one inference in.</summary>
    /// <param name="latencyNs">From request to chunk, in nanoseconds.</param>
    /// <param name="delayNs">How much of the chunk was over when it could take over, in nanoseconds.</param>
    /// <param name="isCold">Whether it was the first one of its kind.</param>
    public void Add(long latencyNs, long delayNs, bool isCold = false)
    {
        latencyNs = Math.Max(0, latencyNs);
        delayNs = Math.Max(0, delayNs);
        if (isCold)
        {
            if (_filled == 0)
                Forecast = new LatencyForecast(latencyNs, latencyNs, delayNs);
            return;
        }

        _latenciesNs[_next] = latencyNs;
        _delaysNs[_next] = delayNs;
        _next = (_next + 1) % Window;
        _filled = Math.Min(_filled + 1, Window);
        var sorted = _sorted.AsSpan(0, _filled);
        _latenciesNs.AsSpan(0, _filled).CopyTo(sorted);
        sorted.Sort();
        var worstDelayNs = 0L;
        foreach (var known in _delaysNs.AsSpan(0, _filled))
            worstDelayNs = Math.Max(worstDelayNs, known);
        Forecast = new LatencyForecast(sorted[(_filled - 1) / 2], sorted[^1], worstDelayNs);
    }
}
