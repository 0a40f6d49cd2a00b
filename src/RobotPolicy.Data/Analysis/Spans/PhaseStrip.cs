namespace RobotPolicy.Data.Analysis.Spans;

/// <summary>
/// Who moved the arm over the whole of a log, as ticks of each phase in as many bins as fit on a screen. Memory stays the same for hours of
/// log: when time outgrows the bins, two become one. One thread.
/// </summary>
public sealed class PhaseStrip
{
    private readonly int[] _ticks;
    private readonly int _bins;

    /// <summary>Creates an empty one.</summary>
    /// <param name="startNs">Where time begins.</param>
    /// <param name="widthNs">Width of a bin at first, in nanoseconds; more than 0.</param>
    /// <param name="bins">Most bins, an even number.</param>
    public PhaseStrip(long startNs, long widthNs, int bins = 1600)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        (StartNs, WidthNs, _bins) = (startNs, widthNs, bins + (bins & 1));
        _ticks = new int[_bins * Phases.Count];
    }

    /// <summary>Where time begins.</summary>
    public long StartNs { get; }

    /// <summary>Width of a bin in nanoseconds.</summary>
    public long WidthNs { get; private set; }

    /// <summary>Bins until the last one with a tick.</summary>
    public int Count { get; private set; }

    /// <summary>Ticks of each phase in a bin, in the order of <see cref="Phase"/>.</summary>
    public ReadOnlySpan<int> this[int bin] => _ticks.AsSpan(bin * Phases.Count, Phases.Count);

    /// <summary>Adds a tick; one before the beginning is passed over.</summary>
    public void Add(long timeNs, Phase phase)
    {
        if (timeNs < StartNs)
            return;
        while ((timeNs - StartNs) / WidthNs >= _bins)
            Halve();
        var bin = (int)((timeNs - StartNs) / WidthNs);
        _ticks[(bin * Phases.Count) + (int)phase]++;
        Count = Math.Max(Count, bin + 1);
    }

    /// <summary>Ticks of one phase in all.</summary>
    public long Total(Phase phase)
    {
        var total = 0L;
        for (var bin = 0; bin < Count; bin++)
            total += this[bin][(int)phase];
        return total;
    }

    private void Halve()
    {
        for (var bin = 0; bin < _bins / 2; bin++)
            for (var phase = 0; phase < Phases.Count; phase++)
                _ticks[(bin * Phases.Count) + phase] = _ticks[(2 * bin * Phases.Count) + phase] + _ticks[(((2 * bin) + 1) * Phases.Count) + phase];
        Array.Clear(_ticks, _bins / 2 * Phases.Count, _bins / 2 * Phases.Count);
        Count = (Count + 1) / 2;
        WidthNs *= 2;
    }
}
