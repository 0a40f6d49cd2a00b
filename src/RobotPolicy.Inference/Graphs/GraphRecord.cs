namespace RobotPolicy.Inference.Graphs;

/// <summary>Counts and times of one graph. Written by whoever opens and runs it; any thread may read it.</summary>
/// <param name="time">Clock; <see langword="null"/> counts only.</param>
internal sealed class GraphRecord(TimeProvider? time)
{
    private long _runs;
    private long _loadTicks;
    private long _firstTicks;
    private long _lastTicks;

    /// <summary>Runs since it was opened.</summary>
    public long Runs => Interlocked.Read(ref _runs);

    /// <summary>Begins something that takes time.</summary>
    public long Start() => time?.GetTimestamp() ?? 0;

    /// <summary>The session is there.</summary>
    public void Loaded(long start) => Interlocked.Add(ref _loadTicks, Since(start));

    /// <summary>Counts a run that begins.</summary>
    public long StartRun()
    {
        Interlocked.Increment(ref _runs);
        return Start();
    }

    /// <summary>A run has come to an end without a failure.</summary>
    public void EndRun(long start)
    {
        if (time is null)
            return;
        var ticks = Since(start);
        Interlocked.Exchange(ref _lastTicks, ticks);
        Interlocked.CompareExchange(ref _firstTicks, ticks, 0);
    }

    /// <summary>All of it.</summary>
    public MeasuredGraph Read(string file) => new(
        file,
        TimeSpan.FromTicks(Interlocked.Read(ref _loadTicks)),
        TimeSpan.FromTicks(Interlocked.Read(ref _firstTicks)),
        TimeSpan.FromTicks(Interlocked.Read(ref _lastTicks)),
        Runs);

    private long Since(long start) => time?.GetElapsedTime(start).Ticks ?? 0;
}
