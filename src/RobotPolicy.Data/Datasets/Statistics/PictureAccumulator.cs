namespace RobotPolicy.Data.Datasets.Statistics;

/// <summary>Statistics of the channels of RGB24 pictures, as fractions of 255; exact, by counting the 256 values of each channel.</summary>
internal sealed class PictureAccumulator
{
    // Pictures with a longer side than that are looked at in steps of pixels, so that about 150 are left, as LeRobot does.
    private const int LargeSide = 300;
    private const int ReducedSide = 150;

    private readonly long[] _counts = new long[3 * 256];
    private readonly int _width;
    private readonly int _height;
    private readonly int _step;
    private long _pictures;

    public PictureAccumulator(int width, int height)
    {
        _width = width;
        _height = height;
        _step = Math.Max(width, height) < LargeSide ? 1 : Math.Max(width, height) / ReducedSide;
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="rgb">Rows from top to bottom without gaps.</param>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        _pictures++;
        for (var y = 0; y < _height; y += _step)
        {
            var row = rgb.Slice(y * _width * 3, _width * 3);
            for (var x = 0; x < row.Length; x += _step * 3)
            {
                _counts[row[x]]++;
                _counts[256 + row[x + 1]]++;
                _counts[512 + row[x + 2]]++;
            }
        }
    }

    /// <summary>Adds all that another one has seen.</summary>
    public void Add(PictureAccumulator other)
    {
        _pictures += other._pictures;
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>What is known now, of at least one picture; three elements each.</summary>
    public FeatureStatistics Statistics()
    {
        double[] Channels(Func<ArraySegment<long>, double> figure) => [.. Enumerable.Range(0, 3).Select(c => figure(new ArraySegment<long>(_counts, c * 256, 256)))];

        return new FeatureStatistics
        {
            Count = _pictures,
            Minimum = Channels(counts => Place(counts, 0) / 255),
            Maximum = Channels(counts => Place(counts, counts.Sum() - 1) / 255),
            Mean = Channels(counts => Mean(counts) / 255),
            Deviation = Channels(counts => Deviation(counts) / 255),
            Quantiles = [.. FeatureStatistics.QuantileShares.Select(share => Channels(counts => Quantile(counts, share) / 255))],
        };
    }

    private static double Mean(ArraySegment<long> counts) => counts.Select((count, value) => (double)count * value).Sum() / counts.Sum();

    private static double Deviation(ArraySegment<long> counts)
    {
        var mean = Mean(counts);
        return Math.Sqrt(counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / counts.Sum());
    }

    private static double Quantile(ArraySegment<long> counts, double share)
    {
        var place = (counts.Sum() - 1) * share;
        var below = (long)Math.Floor(place);
        var low = Place(counts, below);
        return low + ((place - below) * (Place(counts, Math.Min(below + 1, counts.Sum() - 1)) - low));
    }

    // The value at a place among all values in order.
    private static double Place(ArraySegment<long> counts, long place)
    {
        var value = 0;
        for (var before = counts[0]; before <= place; before += counts[value])
            value++;
        return value;
    }
}
