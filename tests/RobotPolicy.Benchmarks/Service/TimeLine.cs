namespace RobotPolicy.Benchmarks.Service;

/// <summary>Instants on the monotonic clock in the order in which they came, in nanoseconds. One thread adds, any reads; the last ones do not fit.</summary>
internal sealed class TimeLine(int capacity)
{
    private readonly long[] _times = new long[capacity];
    private int _count;

    /// <summary>Number of instants.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds one.</summary>
    public void Add(long timeNs)
    {
        if (_count == _times.Length)
            return;
        _times[_count] = timeNs;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>The last instant that is not later than another.</summary>
    public long? LastUntil(long timeNs) => IndexAfter(timeNs) is var index and > 0 ? _times[index - 1] : null;

    /// <summary>The first instant that is later than another.</summary>
    public long? FirstAfter(long timeNs) => IndexAfter(timeNs) is var index && index < Count ? _times[index] : null;

    private int IndexAfter(long timeNs)
    {
        var found = Array.BinarySearch(_times, 0, Count, timeNs);
        return found < 0 ? ~found : found + 1;
    }
}
