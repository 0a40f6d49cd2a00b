using RobotPolicy.Api.V1;

namespace RobotPolicy.Benchmarks.Watching;

/// <summary>What a distribution counted between two readings of it.</summary>
internal static class DistributionWindow
{
    /// <summary>A quantile of the durations that were recorded between two readings, in microseconds; NaN of nothing.</summary>
    /// <param name="before">The earlier reading, with buckets.</param>
    /// <param name="after">The later one.</param>
    /// <param name="q">Quantile in 0…1.</param>
    public static double QuantileMicroseconds(Distribution before, Distribution after, double q)
    {
        var earlier = before.Buckets.ToDictionary(bucket => bucket.UpperBoundS, bucket => bucket.Count);
        var counts = after.Buckets
            .Select(bucket => (bucket.UpperBoundS, Count: bucket.Count - earlier.GetValueOrDefault(bucket.UpperBoundS)))
            .ToArray();
        var total = counts.Sum(bucket => (double)bucket.Count);
        var seen = 0.0;
        foreach (var (upperBound, count) in counts)
        {
            seen += count;
            if (count > 0 && seen >= q * total)
                return upperBound * 1e6;
        }

        return double.NaN;
    }
}
