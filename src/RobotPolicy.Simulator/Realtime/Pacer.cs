namespace RobotPolicy.Simulator.Realtime;

/// <summary>
/// Keeps a thread on a fixed period by absolute deadlines, so that lateness does not add up. A thread that was starved for long
/// gives the lost time up instead of running after it. Used by one thread.
/// </summary>
internal sealed class Pacer
{
    private readonly IMonotonicClock _clock;
    private readonly long _periodNs;
    private readonly long _slipNs;
    private long _deadlineNs;

    /// <summary>Starts now: the first deadline is one period away.</summary>
    /// <param name="clock">Clock.</param>
    /// <param name="periodNs">Period in nanoseconds.</param>
    /// <param name="slipNs">Lag beyond which the schedule starts anew from the present.</param>
    internal Pacer(IMonotonicClock clock, long periodNs, long slipNs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(periodNs, 1);
        _clock = clock;
        _periodNs = periodNs;
        _slipNs = slipNs;
        _deadlineNs = clock.NowNs + periodNs;
    }

    /// <summary>The next deadline on the monotonic clock.</summary>
    internal long DeadlineNs => _deadlineNs;

    /// <summary>How often lost time was given up.</summary>
    internal long ResyncCount { get; private set; }

    /// <summary>Sleeps until the deadline and sets the next one.</summary>
    /// <returns>How late the thread woke up, in nanoseconds; 0 or more.</returns>
    internal long Wait()
    {
        if (_clock.NowNs < _deadlineNs)
            _clock.SleepUntil(_deadlineNs);
        var nowNs = _clock.NowNs;
        var lateNs = Math.Max(0, nowNs - _deadlineNs);
        if (lateNs > _slipNs)
        {
            ResyncCount++;
            _deadlineNs = nowNs;
        }

        _deadlineNs += _periodNs;
        return lateNs;
    }
}
