namespace RobotPolicy.Control.Execution;

/// <summary>
/// Remembers the last latencies. Real-Time Chunking (arXiv 2506.07339) forecasts with the maximum of the last ten; the median
/// beside it keeps one slow inference from shortening every chunk after it. One thread; allocates nothing.
/// </summary>
public sealed class LatencyTracker
{
    private readonly long[] _latenciesNs = new long[Window];
    private readonly long[] _sorted = new long[Window];
    private int _next;
    private int _filled;

    /// <summary>Latencies remembered.</summary>
    public const int Window = 10;

    /// <summary>Zero until the first latency is known.</summary>
    public LatencyForecast Forecast { get; private set; }

    /// <summary>Takes one latency in, in nanoseconds.</summary>
    public void Add(long latencyNs)
    {
        _latenciesNs[_next] = Math.Max(0, latencyNs);
        _next = (_next + 1) % Window;
        _filled = Math.Min(_filled + 1, Window);
        var sorted = _sorted.AsSpan(0, _filled);
        _latenciesNs.AsSpan(0, _filled).CopyTo(sorted);
        sorted.Sort();
        Forecast = new LatencyForecast(sorted[(_filled - 1) / 2], sorted[^1]);
    }
}
