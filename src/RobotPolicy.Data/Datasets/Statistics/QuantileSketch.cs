namespace RobotPolicy.Data.Datasets.Statistics;

/// <summary>
/// Quantiles of a stream in bounded memory: exact as long as all values fit, close to exact beyond. Full buffers are sorted and every
/// second value goes one level up, where it counts twice (Karnin, Lang, Liberty, 1603.05346, with buffers of one size and the odd and the
/// even places in turn instead of by chance). Values are finite.
/// </summary>
internal sealed class QuantileSketch
{
    /// <summary>Values up to which quantiles are exact.</summary>
    public const int Capacity = 8192;

    private readonly List<List<double>> _levels = [[]];
    private bool _odd;

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        _levels[0].Add(value);
        for (var level = 0; _levels[level].Count > Capacity; level++)
            Compact(level);
    }

    /// <summary>Adds all values that another one has seen.</summary>
    public void Add(QuantileSketch other)
    {
        for (var level = 0; level < other._levels.Count; level++)
        {
            if (level == _levels.Count)
                _levels.Add([]);
            _levels[level].AddRange(other._levels[level]);
        }

        for (var level = 0; level < _levels.Count; level++)
        {
            if (_levels[level].Count > Capacity)
                Compact(level);
        }
    }

    /// <summary>A quantile, interpolated between the values next to it; NaN of nothing.</summary>
    /// <param name="q">0…1.</param>
    public double Quantile(double q)
    {
        var (values, ends) = Sorted();
        if (values.Length == 0)
            return double.NaN;

        // A value of weight w takes w places among all; the quantile's place is (n − 1) q, as NumPy has it.
        var place = (ends[^1] - 1) * q;
        var after = Array.BinarySearch(ends, (long)Math.Floor(place) + 1);
        var index = after < 0 ? ~after : after;
        var fraction = place - Math.Floor(place);
        var next = (long)Math.Floor(place) + 1 >= ends[index] ? Math.Min(index + 1, values.Length - 1) : index;
        return values[index] + (fraction * (values[next] - values[index]));
    }

    private void Compact(int level)
    {
        if (level + 1 == _levels.Count)
            _levels.Add([]);
        var values = _levels[level];
        values.Sort();

        // Of an odd number the last one stays behind.
        var pairs = values.Count / 2;
        for (var i = 0; i < pairs; i++)
            _levels[level + 1].Add(values[(2 * i) + (_odd ? 1 : 0)]);
        values.RemoveRange(0, 2 * pairs);
        _odd = !_odd;
    }

    private (double[] Values, long[] Ends) Sorted()
    {
        var values = _levels.SelectMany(level => level).ToArray();
        var ends = _levels.SelectMany((level, i) => Enumerable.Repeat(1L << i, level.Count)).ToArray();
        Array.Sort(values, ends);
        for (var i = 1; i < ends.Length; i++)
            ends[i] += ends[i - 1];
        return (values, ends);
    }
}
