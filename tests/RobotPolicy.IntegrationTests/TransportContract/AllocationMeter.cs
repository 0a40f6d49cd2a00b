using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

/// <summary>Notes what the receive thread allocated from one sample to the one <paramref name="window"/> samples later.</summary>
internal sealed class AllocationMeter(int window) : IRosSampleHandler
{
    private long _count;
    private long _start;
    private long _best = long.MaxValue;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Fewest bytes in any window: what a message costs, without what growth cost once.</summary>
    public long Best => Interlocked.Read(ref _best);

    public void OnSample(RosSample sample)
    {
        if (_count % window == 0)
        {
            var now = GC.GetAllocatedBytesForCurrentThread();
            if (_count != 0)
                Interlocked.Exchange(ref _best, Math.Min(_best, now - _start));
            _start = GC.GetAllocatedBytesForCurrentThread();
        }

        Interlocked.Increment(ref _count);
    }
}
