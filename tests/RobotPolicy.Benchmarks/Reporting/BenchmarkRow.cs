namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>One comparison: the same figure of ours and of a reference, from interleaved rounds of one run.</summary>
/// <param name="Name">What is compared.</param>
/// <param name="Unit">Unit of both figures.</param>
/// <param name="Ours">Our figure in each round.</param>
/// <param name="Reference">The reference's figure in each round, paired by index.</param>
/// <param name="ReferenceName">What the reference is.</param>
/// <param name="Bar">Largest ratio ours/reference that passes; infinity where the figure is only published.</param>
public sealed record BenchmarkRow(
    string Name,
    string Unit,
    IReadOnlyList<double> Ours,
    IReadOnlyList<double> Reference,
    string ReferenceName,
    double Bar)
{
    /// <summary>A comparison that came to no figure; it does not pass.</summary>
    public static BenchmarkRow BrokenOff(string name) => new($"{name}: broken off", "", [], [], "", 0);

    /// <summary>Median of our rounds.</summary>
    public double OursMedian => Statistics.Median(Ours);

    /// <summary>Median of the reference's rounds.</summary>
    public double ReferenceMedian => Statistics.Median(Reference);

    /// <summary>Ratio of each pair of rounds.</summary>
    public IReadOnlyList<double> Ratios => [.. Ours.Zip(Reference, (ours, reference) => ours / reference)];

    /// <summary>Median of the ratios of paired rounds, so that a machine that drifts between rounds does not decide.</summary>
    public double Ratio => Statistics.Median(Ratios);

    /// <summary>Whether the ratio is within the bar. A figure that is missing never passes.</summary>
    public bool Passed => double.IsFinite(Ratio) && Ratio <= Bar;
}
