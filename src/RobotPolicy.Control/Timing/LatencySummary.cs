namespace RobotPolicy.Control.Timing;

/// <summary>Percentiles of a distribution of durations, in nanoseconds.</summary>
/// <param name="Count">Durations recorded.</param>
/// <param name="MeanNs">Mean.</param>
/// <param name="P50Ns">Median.</param>
/// <param name="P90Ns">90th percentile.</param>
/// <param name="P99Ns">99th percentile.</param>
/// <param name="P999Ns">99.9th percentile.</param>
/// <param name="MaxNs">Maximum, exact.</param>
public readonly record struct LatencySummary(
    long Count, long MeanNs, long P50Ns, long P90Ns, long P99Ns, long P999Ns, long MaxNs);
