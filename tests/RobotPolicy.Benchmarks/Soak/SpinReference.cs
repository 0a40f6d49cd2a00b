using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Benchmarks.Soak;

/// <summary>
/// A thread that counts for a moment at the control thread's rate, and does nothing else. What makes such a moment longer than a period, the
/// machine has taken: a hypervisor need not tell, and then the kernel accounts it to whoever was running.
/// </summary>
internal sealed class SpinReference
{
    private const long SpinNs = 100_000;

    private readonly Thread _thread;
    private readonly TickScheduler _scheduler;
    private readonly MonotonicTickClock _clock = new(TimeProvider.System);
    private long _moments;
    private long _long;

    private SpinReference(int rateHz, int priority, TimeSpan length)
    {
        _scheduler = new TickScheduler(_clock, rateHz);
        _thread = new Thread(() =>
        {
            RealTimeThread.Apply(new RealTimeOptions { Priority = priority, LockMemory = false });
            var endNs = _clock.NowNs + (long)length.TotalNanoseconds;
            while (_clock.NowNs < endNs)
                Spin();
        })
        {
            IsBackground = true,
            Name = "spin reference",
        };
    }

    /// <summary>Starts it.</summary>
    /// <param name="rateHz">Moments a second.</param>
    /// <param name="priority">SCHED_FIFO priority.</param>
    /// <param name="length">How long.</param>
    public static SpinReference Start(int rateHz, int priority, TimeSpan length)
    {
        var reference = new SpinReference(rateHz, priority, length);
        reference._thread.Start();
        return reference;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Moments that became longer than a period, and how many seconds it wanted to count for in all.</returns>
    public (long Long, double Seconds) Join()
    {
        _thread.Join();
        return (_long, _moments * SpinNs / 1e9);
    }

    private void Spin()
    {
        _scheduler.WaitForNext();
        var collections = GC.CollectionCount(0);
        var fromNs = _clock.NowNs;
        var nowNs = fromNs;
        while (nowNs - fromNs < SpinNs)
            nowNs = _clock.NowNs;

        // A collection of this process is no doing of the machine.
        if (GC.CollectionCount(0) != collections)
            return;
        _moments++;
        if (nowNs - fromNs > _scheduler.PeriodNs)
            _long++;
    }
}
