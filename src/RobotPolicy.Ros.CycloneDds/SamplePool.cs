namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Keeps the managed shells of samples, so that receiving allocates nothing while consumers hold fewer than
/// <paramref name="capacity"/> samples. Beyond that, shells are allocated and counted. Any thread.
/// </summary>
internal sealed class SamplePool(int capacity)
{
    private readonly Lock _lock = new();
    private readonly CycloneSample[] _free = new CycloneSample[capacity];
    private int _freeCount;
    private int _created;
    private long _outstanding;
    private long _misses;

    /// <summary>Samples handed out and not yet released.</summary>
    internal long Outstanding => Interlocked.Read(ref _outstanding);

    /// <summary>Shells allocated because more than the capacity were out.</summary>
    internal long Misses => Interlocked.Read(ref _misses);

    internal CycloneSample Rent()
    {
        _ = Interlocked.Increment(ref _outstanding);
        lock (_lock)
        {
            if (_freeCount > 0)
                return _free[--_freeCount];
            if (_created < capacity)
                _created++;
            else
                _misses++;
        }

        return new CycloneSample(this);
    }

    internal void Return(CycloneSample sample)
    {
        lock (_lock)
        {
            if (_freeCount < _free.Length)
                _free[_freeCount++] = sample;
        }

        _ = Interlocked.Decrement(ref _outstanding);
    }
}
