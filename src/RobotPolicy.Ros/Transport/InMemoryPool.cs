using System.Numerics;

namespace RobotPolicy.Ros.Transport;

/// <summary>Pools payloads by powers of two, and samples. Keeps a bounded number of bytes; what is beyond goes to the garbage collector.</summary>
internal sealed class InMemoryPool
{
    private const int SmallestClass = 8;
    private const int LargestClass = 26;
    private const long MaxRetainedBytes = 128L << 20;
    private const int MaxRetainedSamples = 4096;

    private readonly Lock _gate = new();
    private readonly Stack<InMemoryPayload>[] _payloads = new Stack<InMemoryPayload>[LargestClass + 1];
    private readonly Stack<InMemorySample> _samples = new();
    private long _retainedBytes;
    private int _outstanding;

    public InMemoryPool()
    {
        for (var i = 0; i < _payloads.Length; i++)
            _payloads[i] = new Stack<InMemoryPayload>();
    }

    /// <summary>Largest message in bytes, header included.</summary>
    public static int MaxMessageSize => 1 << LargestClass;

    /// <summary>Payloads that are held by someone.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    public InMemoryPayload Rent(int size)
    {
        var sizeClass = Math.Max(SmallestClass, BitOperations.Log2((uint)size - 1) + 1);
        Interlocked.Increment(ref _outstanding);
        lock (_gate)
        {
            if (_payloads[sizeClass].TryPop(out var payload))
            {
                _retainedBytes -= payload.Capacity;
                return payload;
            }
        }

        return new InMemoryPayload(this, sizeClass, 1 << sizeClass);
    }

    public InMemorySample RentSample()
    {
        lock (_gate)
        {
            if (_samples.TryPop(out var sample))
                return sample;
        }

        return new InMemorySample(this);
    }

    public void Return(InMemoryPayload payload)
    {
        Interlocked.Decrement(ref _outstanding);
        lock (_gate)
        {
            if (_retainedBytes + payload.Capacity > MaxRetainedBytes)
                return;
            _retainedBytes += payload.Capacity;
            _payloads[payload.SizeClass].Push(payload);
        }
    }

    public void Return(InMemorySample sample)
    {
        lock (_gate)
        {
            if (_samples.Count < MaxRetainedSamples)
                _samples.Push(sample);
        }
    }
}
