namespace RobotPolicy.Imaging.Resampling;

/// <summary>
/// Keeps the tables of the sizes in use. Bounded: a camera that sends another size every time costs time, not memory. Not
/// thread-safe.
/// </summary>
internal sealed class AxisTapCache
{
    private const int Capacity = 32;
    private readonly AxisTaps?[] _entries = new AxisTaps?[Capacity];
    private int _next;

    public AxisTaps Get(AxisSampling sampling)
    {
        foreach (var entry in _entries)
        {
            if (entry is null)
                break;
            if (entry.Sampling == sampling)
                return entry;
        }

        var taps = new AxisTaps(sampling);
        _entries[_next] = taps;
        _next = (_next + 1) % Capacity;
        return taps;
    }
}
