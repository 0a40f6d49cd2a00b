using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Hosting;

/// <summary>Sums up overruns of the control loop for the log: the first at once, the next after a pause, all in one. One thread.</summary>
internal sealed class OverrunWatch(TickScheduler scheduler, LongTicks longTicks, TimeProvider time)
{
    /// <summary>Time from one summary to the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _overruns;
    private long _skipped;
    private long _long;
    private long _preempted;
    private long? _toldAt;

    /// <summary>Takes what has come together, unless there is nothing or it is too early.</summary>
    public bool TryTake(out Overruns overruns)
    {
        overruns = default;

        // The scheduler counts the deadlines first: read the other way round, no overrun is without any.
        var count = scheduler.OverrunCount;
        var skipped = scheduler.SkippedCount;
        if (count == _overruns || (_toldAt is { } toldAt && time.GetElapsedTime(toldAt) < Pause))
            return false;
        var preempted = longTicks.PreemptedCount;
        var longer = longTicks.Count;
        overruns = new Overruns(count - _overruns, skipped - _skipped, scheduler.Lateness.Read().MaxNs, longer - _long, preempted - _preempted);
        (_overruns, _skipped, _long, _preempted, _toldAt) = (count, skipped, longer, preempted, time.GetTimestamp());
        return true;
    }
}
