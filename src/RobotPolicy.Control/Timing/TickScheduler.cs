using RobotPolicy.Control.Loop;

namespace RobotPolicy.Control.Timing;

/// <summary>
/// Paces the control thread by absolute deadlines: start + n · period. A late tick does not move the ones after it; deadlines
/// that have passed entirely are skipped and counted, never made up for in a burst. One thread waits, any thread reads the counts.
/// </summary>
public sealed class TickScheduler
{
    private readonly ITickClock _clock;
    private readonly Func<int>? _collections;
    private int _seenCollections;
    private long _skippedInCollections;
    private long _nextDeadlineNs;
    private long _skipped;
    private long _overruns;
    private bool _started;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="rateHz">Ticks a second, 10…1000.</param>
    /// <param name="collections">Counts garbage collections, each of which stops this thread for a while; allocates nothing.</param>
    public TickScheduler(ITickClock clock, double rateHz, Func<int>? collections = null)
    {
        ArgumentNullException.ThrowIfNull(clock);
        if (!(rateHz >= ControlLoopOptions.MinRateHz && rateHz <= ControlLoopOptions.MaxRateHz))
            throw new ArgumentOutOfRangeException(nameof(rateHz), rateHz, "The rate is 10 to 1000 Hz.");
        _clock = clock;
        _collections = collections;
        PeriodNs = ControlLoopOptions.ToPeriodNs(rateHz);
    }

    /// <summary>Time from one deadline to the next, in nanoseconds.</summary>
    public long PeriodNs { get; }

    /// <summary>Deadlines for which no tick ran.</summary>
    public long SkippedCount => Volatile.Read(ref _skipped);

    /// <summary>Those of them that passed while a garbage collection had stopped the thread: the others are the machine's, or a long tick's.</summary>
    public long CollectionSkippedCount => Volatile.Read(ref _skippedInCollections);

    /// <summary>Times at which at least one deadline was skipped.</summary>
    public long OverrunCount => Volatile.Read(ref _overruns);

    /// <summary>How long after their deadlines ticks began.</summary>
    public LatencyHistogram Lateness { get; } = new();

    /// <summary>The deadline of the tick that runs now, on the monotonic clock.</summary>
    public long DeadlineNs { get; private set; }

    /// <summary>The deadline of the tick after it.</summary>
    public long NextDeadlineNs => _nextDeadlineNs;

    /// <summary>Blocks until the next deadline. The first call sets the start and returns at once.</summary>
    /// <returns>Now, in nanoseconds.</returns>
    public long WaitForNext()
    {
        var nowNs = _clock.NowNs;
        if (!_started)
        {
            _started = true;
            _nextDeadlineNs = nowNs;
        }

        while (nowNs < _nextDeadlineNs)
        {
            _clock.SleepUntil(_nextDeadlineNs);
            nowNs = _clock.NowNs;
        }

        var missed = (nowNs - _nextDeadlineNs) / PeriodNs;
        var collections = _collections?.Invoke() ?? 0;
        if (missed > 0)
        {
            Volatile.Write(ref _skipped, _skipped + missed);
            if (collections != _seenCollections)
                Volatile.Write(ref _skippedInCollections, _skippedInCollections + missed);
            Volatile.Write(ref _overruns, _overruns + 1);
        }

        _seenCollections = collections;
        Lateness.Record(nowNs - _nextDeadlineNs);
        DeadlineNs = _nextDeadlineNs + (missed * PeriodNs);
        _nextDeadlineNs = DeadlineNs + PeriodNs;
        return nowNs;
    }
}
