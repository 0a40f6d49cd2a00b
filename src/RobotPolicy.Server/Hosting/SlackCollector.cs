using RobotPolicy.Control.Observations;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Hosting;

/// <summary>
/// Collects garbage between two ticks, before the runtime does. A collection stops every managed thread, the control thread too, as soon as
/// some thread has used up what may be allocated; that thread then does the work, and other programs may keep it from its processor for
/// long. Done by the control thread itself, early and often, it is short, disturbed by nobody, and mostly over before the next deadline.
/// Control thread but for <see cref="RequestAll"/>; allocates nothing.
/// </summary>
internal sealed class SlackCollector : ISlackWork
{
    /// <summary>
    /// Allocated bytes after which it is worth while. What is in use at that moment grows older by it, and what has grown old takes longer to
    /// collect: with an eighth of this everything was collected every two minutes, for several milliseconds.
    /// </summary>
    public const long DueBytes = 8L << 20;

    /// <summary>Allocated bytes that it does not wait for <see cref="LeastIntervalNs"/> with: what is collected takes longer then.</summary>
    public const long ManyBytes = 16L << 20;

    /// <summary>Allocated bytes with which it no longer waits for a tick that leaves time, since the runtime would soon do it at a worse moment.</summary>
    public const long TooManyBytes = 2 * ManyBytes;

    /// <summary>Least time between two: each is felt by a tick or two at 1000 Hz, which must stay below one in a thousand.</summary>
    public const long LeastIntervalNs = 2_000_000_000;

    private readonly IMonotonicClock _clock;
    private readonly long _leastSlackNs;
    private readonly Func<long> _allocated;
    private readonly Func<int> _collections;
    private readonly Action<bool> _collect;
    private int _seenCollections;
    private long _fromBytes;
    private long _fromNs;
    private bool _allWanted;

    /// <summary>Collects the garbage of this process.</summary>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="periodNs">Time from one tick to the next, in nanoseconds.</param>
    public SlackCollector(IMonotonicClock clock, long periodNs)
        : this(clock, periodNs, () => GC.GetTotalAllocatedBytes(), () => GC.CollectionCount(0), Collect)
    {
    }

    /// <summary>The same with the runtime given.</summary>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="periodNs">Time from one tick to the next, in nanoseconds.</param>
    /// <param name="allocated">Bytes allocated so far.</param>
    /// <param name="collections">Collections so far.</param>
    /// <param name="collect">Collects everything, or the youngest generation.</param>
    internal SlackCollector(IMonotonicClock clock, long periodNs, Func<long> allocated, Func<int> collections, Action<bool> collect) =>
        (_clock, _leastSlackNs, _allocated, _collections, _collect) = (clock, periodNs * 3 / 4, allocated, collections, collect);

    /// <summary>How long collections of the youngest generation took.</summary>
    public LatencyHistogram Durations { get; } = new();

    /// <summary>
    /// Asks for one collection of everything, after a tick that commands nothing. What a load leaves behind would else be collected by the
    /// runtime in the middle of a task, for tens of milliseconds. Any thread.
    /// </summary>
    public void RequestAll() => Volatile.Write(ref _allWanted, true);

    /// <inheritdoc/>
    public void Step(long nowNs, long deadlineNs, bool isCommanding)
    {
        if (!isCommanding && Volatile.Read(ref _allWanted))
        {
            Volatile.Write(ref _allWanted, false);
            _collect(true);
        }

        var collections = _collections();
        if (collections != _seenCollections)
        {
            // This one, or the runtime's: the youngest generation begins anew.
            Restart(nowNs, collections);
            return;
        }

        if (!IsTime(nowNs, _allocated() - _fromBytes, deadlineNs - nowNs >= _leastSlackNs))
            return;
        _collect(false);
        Durations.Record(_clock.NowNs - nowNs);
        Restart(nowNs, _collections());
    }

    private bool IsTime(long nowNs, long bytes, bool leavesTime) => leavesTime
        ? bytes >= ManyBytes || (bytes >= DueBytes && nowNs - _fromNs >= LeastIntervalNs)
        : bytes >= TooManyBytes;

    private static void Collect(bool all)
    {
        if (all)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        else
            GC.Collect(0, GCCollectionMode.Forced, blocking: false);
    }

    private void Restart(long nowNs, int collections) => (_fromNs, _seenCollections, _fromBytes) = (nowNs, collections, _allocated());
}
