namespace RobotPolicy.Data.Datasets.Statistics;

/// <summary>What is known about the values of a feature, element by element.</summary>
internal sealed class FeatureStatistics
{
    /// <summary>Names of the quantiles as files have them.</summary>
    public static readonly IReadOnlyList<string> QuantileNames = ["q01", "q10", "q50", "q90", "q99"];

    /// <summary>The quantiles.</summary>
    public static readonly IReadOnlyList<double> QuantileShares = [0.01, 0.1, 0.5, 0.9, 0.99];

    /// <summary>Frames that it is about.</summary>
    public required long Count { get; init; }

    /// <summary>Least.</summary>
    public required double[] Minimum { get; init; }

    /// <summary>Greatest.</summary>
    public required double[] Maximum { get; init; }

    /// <summary>Mean.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Standard deviation of the population.</summary>
    public required double[] Deviation { get; init; }

    /// <summary>One array for each of <see cref="QuantileNames"/>.</summary>
    public required double[][] Quantiles { get; init; }

    /// <summary>
    /// Statistics of two parts together. Exact but for the quantiles, which are means weighted by count, as LeRobot has them.
    /// </summary>
    public FeatureStatistics With(FeatureStatistics other)
    {
        double total = Count + other.Count;
        var mean = Blend(Mean, other.Mean);
        return new FeatureStatistics
        {
            Count = Count + other.Count,
            Minimum = [.. Minimum.Zip(other.Minimum, Math.Min)],
            Maximum = [.. Maximum.Zip(other.Maximum, Math.Max)],
            Mean = mean,
            Deviation =
            [
                .. mean.Select((m, i) => Math.Sqrt(
                    ((Count * (Square(Deviation[i]) + Square(Mean[i] - m))) + (other.Count * (Square(other.Deviation[i]) + Square(other.Mean[i] - m)))) / total)),
            ],
            Quantiles = [.. Quantiles.Zip(other.Quantiles, Blend)],
        };

        double[] Blend(double[] a, double[] b) => [.. a.Zip(b, (x, y) => ((x * Count) + (y * other.Count)) / total)];
    }

    private static double Square(double value) => value * value;
}
