namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// A quantity over time in as many bins as fit on a screen, each with its least and its greatest value: nothing that sticks out is lost,
/// and memory stays the same for hours of log. When time outgrows the bins, two become one. One thread.
/// </summary>
public sealed class MinMaxSeries
{
    private readonly double[] _low;
    private readonly double[] _high;

    /// <summary>Creates one without values.</summary>
    /// <param name="startNs">Where time begins.</param>
    /// <param name="widthNs">Width of a bin at first, in nanoseconds, such as one control period; more than 0.</param>
    /// <param name="bins">Most bins, an even number.</param>
    public MinMaxSeries(long startNs, long widthNs, int bins = 1600)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(widthNs);
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 2);
        (StartNs, WidthNs) = (startNs, widthNs);
        _low = new double[bins + (bins & 1)];
        _high = new double[_low.Length];
        Array.Fill(_low, double.PositiveInfinity);
        Array.Fill(_high, double.NegativeInfinity);
    }

    /// <summary>Where time begins.</summary>
    public long StartNs { get; }

    /// <summary>Width of a bin in nanoseconds.</summary>
    public long WidthNs { get; private set; }

    /// <summary>Bins until the last one with a value.</summary>
    public int Count { get; private set; }

    /// <summary>Least finite value; positive infinity without any.</summary>
    public double Min { get; private set; } = double.PositiveInfinity;

    /// <summary>Greatest finite value; negative infinity without any.</summary>
    public double Max { get; private set; } = double.NegativeInfinity;

    /// <summary>Whether there is a value at all.</summary>
    public bool HasValues => Min <= Max;

    /// <summary>Adds a value; what is no number, and what lies before the beginning, leaves a gap.</summary>
    public void Add(long timeNs, double value)
    {
        if (!double.IsFinite(value) || timeNs < StartNs)
            return;
        while ((timeNs - StartNs) / WidthNs >= _low.Length)
            Halve();
        var bin = (int)((timeNs - StartNs) / WidthNs);
        _low[bin] = Math.Min(_low[bin], value);
        _high[bin] = Math.Max(_high[bin], value);
        Count = Math.Max(Count, bin + 1);
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
    }

    /// <summary>Reads a bin.</summary>
    /// <returns>Whether there is a value in it.</returns>
    public bool TryRead(int bin, out double low, out double high)
    {
        (low, high) = (_low[bin], _high[bin]);
        return low <= high;
    }

    /// <summary>Middle of a bin.</summary>
    public long MiddleNs(int bin) => StartNs + (bin * WidthNs) + (WidthNs / 2);

    private void Halve()
    {
        for (var bin = 0; bin < _low.Length / 2; bin++)
        {
            _low[bin] = Math.Min(_low[2 * bin], _low[(2 * bin) + 1]);
            _high[bin] = Math.Max(_high[2 * bin], _high[(2 * bin) + 1]);
        }

        Array.Fill(_low, double.PositiveInfinity, _low.Length / 2, _low.Length / 2);
        Array.Fill(_high, double.NegativeInfinity, _high.Length / 2, _high.Length / 2);
        Count = (Count + 1) / 2;
        WidthNs *= 2;
    }
}
