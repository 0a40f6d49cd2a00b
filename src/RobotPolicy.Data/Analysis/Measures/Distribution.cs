namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>
/// A distribution of positive quantities, such as latencies, in bins that grow by 2 %: quantiles are off by at most 1 %, count, mean, least
/// and greatest are exact, and memory is the same for any number of values. One thread.
/// </summary>
public sealed class Distribution
{
    private const double Growth = 1.02;
    private const double Smallest = 1e-9;
    private const int Bins = 2200; // 1e-9 to about 8e9

    private static readonly double LogGrowth = Math.Log(Growth);

    private readonly long[] _counts = new long[Bins + 1];
    private double _sum;

    /// <summary>Values that were added.</summary>
    public long Count { get; private set; }

    /// <summary>Their mean; NaN without any.</summary>
    public double Mean => Count == 0 ? double.NaN : _sum / Count;

    /// <summary>The least; NaN without any.</summary>
    public double Min { get; private set; } = double.NaN;

    /// <summary>The greatest; NaN without any.</summary>
    public double Max { get; private set; } = double.NaN;

    /// <summary>Adds a value; what is no number or infinite is passed over, and what is not positive counts as 0.</summary>
    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        value = Math.Max(0, value);
        Count++;
        _sum += value;
        (Min, Max) = Count == 1 ? (value, value) : (Math.Min(Min, value), Math.Max(Max, value));
        _counts[BinOf(value)]++;
    }

    /// <summary>The value that a share of all values does not exceed; NaN without any.</summary>
    /// <param name="share">0…1.</param>
    public double Quantile(double share)
    {
        if (Count == 0)
            return double.NaN;
        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        var seen = 0L;
        for (var bin = 0; bin <= Bins; bin++)
            if ((seen += _counts[bin]) >= rank)
                return Math.Clamp(bin == 0 ? 0 : Smallest * Math.Exp((bin - 0.5) * LogGrowth), Min, Max);
        return Max;
    }

    /// <summary>Values in (<paramref name="above"/>, <paramref name="upTo"/>], to the 2 % of the bins.</summary>
    public long CountBetween(double above, double upTo)
    {
        var count = 0L;
        for (var bin = 0; bin <= Bins; bin++)
        {
            var middle = bin == 0 ? 0 : Smallest * Math.Exp((bin - 0.5) * LogGrowth);
            if (middle > above && middle <= upTo)
                count += _counts[bin];
        }

        return count;
    }

    private static int BinOf(double value) => value <= Smallest ? 0 : (int)Math.Min(Bins, 1 + Math.Floor((Math.Log(value) - Math.Log(Smallest)) / LogGrowth));
}
