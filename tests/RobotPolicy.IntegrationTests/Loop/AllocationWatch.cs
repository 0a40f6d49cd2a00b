namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>
/// The system's clock, which notes for each thread that reads it what that thread has allocated. Every tick, inference and received
/// message is dated by the service's clock, so its threads are measured without being touched.
/// </summary>
internal sealed class AllocationWatch : TimeProvider
{
    private const int MaxThreads = 64;

    [ThreadStatic]
    private static Meter? thisThread;

    private readonly Meter?[] _meters = new Meter?[MaxThreads];
    private int _count;
    private int _window;

    /// <summary>Begins to count anew, for each thread at its next look at the clock.</summary>
    public void Restart() => Interlocked.Increment(ref _window);

    /// <summary>Bytes that a thread allocated between its first and its last look at the clock since <see cref="Restart"/>, and the looks.</summary>
    public (long Bytes, long Looks) Read(string thread)
    {
        var (bytes, looks) = (0L, 0L);
        foreach (var meter in _meters)
        {
            if (meter?.Name != thread || meter.Owner != this || Volatile.Read(ref meter.Window) != Volatile.Read(ref _window))
                continue;
            bytes += Volatile.Read(ref meter.Last) - Volatile.Read(ref meter.First);
            looks += Volatile.Read(ref meter.Looks);
        }

        return (bytes, looks);
    }

    public override long GetTimestamp()
    {
        Look();
        return base.GetTimestamp();
    }

    private void Look()
    {
        if (Thread.CurrentThread.Name is not { } name)
            return;
        if (thisThread is not { } meter || meter.Owner != this)
        {
            meter = thisThread = new Meter(name, this);
            if (Interlocked.Increment(ref _count) is var count and <= MaxThreads)
                _meters[count - 1] = meter;
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var window = Volatile.Read(ref _window);
        if (meter.Window != window)
        {
            Volatile.Write(ref meter.First, allocated);
            Volatile.Write(ref meter.Looks, 0);
            Volatile.Write(ref meter.Window, window);
        }

        Volatile.Write(ref meter.Last, allocated);
        Volatile.Write(ref meter.Looks, meter.Looks + 1);
    }

    private sealed class Meter(string name, AllocationWatch owner)
    {
        public readonly string Name = name;
        public readonly AllocationWatch Owner = owner;
        public int Window = -1;
        public long First;
        public long Last;
        public long Looks;
    }
}
