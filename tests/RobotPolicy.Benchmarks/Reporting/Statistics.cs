namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>Order statistics of raw samples.</summary>
public static class Statistics
{
    /// <summary>The middle value; NaN of nothing.</summary>
    public static double Median(IReadOnlyList<double> values) => Percentile(values, 0.5);

    /// <summary>Percentile by linear interpolation between order statistics (NumPy's default); NaN of nothing.</summary>
    public static double Percentile(IReadOnlyList<double> values, double q)
    {
        if (values.Count == 0)
            return double.NaN;
        var sorted = values.Order().ToArray();
        var position = (sorted.Length - 1) * q;
        var low = (int)position;
        var high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (position - low));
    }
}
