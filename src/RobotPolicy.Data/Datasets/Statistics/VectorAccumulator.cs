namespace RobotPolicy.Data.Datasets.Statistics;

/// <summary>Statistics of a stream of vectors, in bounded memory. What is no number counts for nothing.</summary>
internal sealed class VectorAccumulator
{
    private readonly QuantileSketch[] _sketches;
    private readonly double[] _minimum;
    private readonly double[] _maximum;
    private readonly double[] _mean;
    private readonly double[] _squares;
    private readonly long[] _counts;
    private long _frames;

    public VectorAccumulator(int width)
    {
        _sketches = [.. Enumerable.Range(0, width).Select(_ => new QuantileSketch())];
        _minimum = [.. Enumerable.Repeat(double.PositiveInfinity, width)];
        _maximum = [.. Enumerable.Repeat(double.NegativeInfinity, width)];
        _mean = new double[width];
        _squares = new double[width];
        _counts = new long[width];
    }

    /// <summary>Adds a frame of one element.</summary>
    public void Add(double value)
    {
        _frames++;
        Add(0, value);
    }

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        _frames++;
        for (var i = 0; i < values.Length; i++)
            Add(i, values[i]);
    }

    /// <summary>Adds a frame.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        _frames++;
        for (var i = 0; i < values.Length; i++)
            Add(i, values[i]);
    }

    /// <summary>Adds all frames that another one has seen (Chan, Golub, LeVeque: pairwise mean and variance).</summary>
    public void Add(VectorAccumulator other)
    {
        _frames += other._frames;
        for (var i = 0; i < _mean.Length; i++)
        {
            double total = _counts[i] + other._counts[i];
            if (other._counts[i] == 0)
                continue;
            var away = other._mean[i] - _mean[i];
            _squares[i] += other._squares[i] + (away * away * _counts[i] * (other._counts[i] / total));
            _mean[i] += away * (other._counts[i] / total);
            _counts[i] += other._counts[i];
            _minimum[i] = Math.Min(_minimum[i], other._minimum[i]);
            _maximum[i] = Math.Max(_maximum[i], other._maximum[i]);
            _sketches[i].Add(other._sketches[i]);
        }
    }

    /// <summary>What is known now; zeros where no number came.</summary>
    public FeatureStatistics Statistics() => new()
    {
        Count = _frames,
        Minimum = Known(_minimum),
        Maximum = Known(_maximum),
        Mean = [.. _mean],
        Deviation = [.. _squares.Select((sum, i) => _counts[i] == 0 ? 0 : Math.Sqrt(sum / _counts[i]))],
        Quantiles = [.. FeatureStatistics.QuantileShares.Select(share => Known([.. _sketches.Select(sketch => sketch.Quantile(share))]))],
    };

    private double[] Known(double[] values) => [.. values.Select((value, i) => _counts[i] == 0 ? 0 : value)];

    // Welford's recurrence: no difference of large sums.
    private void Add(int i, double value)
    {
        if (!double.IsFinite(value))
            return;
        _counts[i]++;
        _minimum[i] = Math.Min(_minimum[i], value);
        _maximum[i] = Math.Max(_maximum[i], value);
        var away = value - _mean[i];
        _mean[i] += away / _counts[i];
        _squares[i] += away * (value - _mean[i]);
        _sketches[i].Add(value);
    }
}
