namespace RobotPolicy.Control.Timing;

/// <summary>
/// Counts ticks that took longer than their period, and tells why: the thread waited for something, or it did not and yet computed for less
/// than a period, so that the machine took the processor away (a thread of a higher priority, a hypervisor that says so). In what is left it
/// computed for too long, or something took time that the kernel accounts to it: an interrupt, a hypervisor that does not say so. Control
/// thread; any thread reads the counts; allocates nothing.
/// </summary>
/// <param name="periodNs">The period, in nanoseconds.</param>
/// <param name="usage">What the control thread has used.</param>
public sealed class LongTicks(long periodNs, IThreadUsage usage)
{
    private long _fromNs;
    private ThreadUsage _from;
    private long _count;
    private long _waited;
    private long _preempted;

    /// <summary>Ticks that took longer than their period.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Those of them in which the thread waited: for a lock, a page from disk, a garbage collection.</summary>
    public long WaitedCount => Volatile.Read(ref _waited);

    /// <summary>Those of them in which the machine took the processor away.</summary>
    public long PreemptedCount => Volatile.Read(ref _preempted);

    /// <summary>A tick begins.</summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    public void Begin(long nowNs) => (_fromNs, _from) = (nowNs, usage.Read());

    /// <summary>The tick is over.</summary>
    /// <param name="nowNs">Now, on the monotonic clock, in nanoseconds.</param>
    public void End(long nowNs)
    {
        if (nowNs - _fromNs <= periodNs)
            return;
        Volatile.Write(ref _count, _count + 1);
        var used = usage.Read();
        if (used.Waits != _from.Waits)
            Volatile.Write(ref _waited, _waited + 1);
        else if (used.ProcessorNs > _from.ProcessorNs && used.ProcessorNs - _from.ProcessorNs <= periodNs)
            Volatile.Write(ref _preempted, _preempted + 1);
    }
}
