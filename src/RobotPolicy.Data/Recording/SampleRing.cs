using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// Received samples on their way to the recorder, by reference: their bytes stay where the transport put them. Bounded in number and in
/// bytes, since they hold the transport's memory. One writing thread and one reading thread; neither waits, nothing is allocated.
/// </summary>
/// <param name="capacity">Most samples, a power of two.</param>
/// <param name="maxBytes">Most bytes of samples.</param>
internal sealed class SampleRing(int capacity, long maxBytes)
{
    private readonly Entry[] _entries = Touched(capacity);
    private long _head;
    private long _tail;
    private long _put;
    private long _taken;

    /// <summary>Samples that wait. Any thread.</summary>
    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    /// <summary>Bytes that wait.</summary>
    public long WaitingBytes => Volatile.Read(ref _put) - Volatile.Read(ref _taken);

    /// <summary>Holds a sample until it is taken. The receive thread.</summary>
    /// <returns>Whether there was room.</returns>
    public bool TryPut(RosSample sample, RecordedTopic topic)
    {
        var bytes = sample.Cdr.Length;
        if (_tail - Volatile.Read(ref _head) == _entries.Length || (WaitingBytes > 0 && WaitingBytes + bytes > maxBytes))
            return false;
        sample.Retain();
        _entries[_tail & (_entries.Length - 1)] = new Entry(sample, topic);
        Volatile.Write(ref _put, _put + bytes);
        Volatile.Write(ref _tail, _tail + 1);
        return true;
    }

    /// <summary>Takes the oldest sample; the caller releases it. The recorder's thread.</summary>
    public bool TryTake(out RosSample sample, out RecordedTopic topic)
    {
        (sample, topic) = (null!, null!);
        if (Volatile.Read(ref _tail) == _head)
            return false;
        ref var entry = ref _entries[_head & (_entries.Length - 1)];
        (sample, topic) = (entry.Sample, entry.Topic);
        entry = default;
        Volatile.Write(ref _taken, _taken + sample.Cdr.Length);
        Volatile.Write(ref _head, _head + 1);
        return true;
    }

    /// <summary>Entries whose pages the system has handed out.</summary>
    private static Entry[] Touched(int capacity)
    {
        var entries = new Entry[capacity];
        Array.Clear(entries);
        return entries;
    }

    private readonly record struct Entry(RosSample Sample, RecordedTopic Topic);
}
