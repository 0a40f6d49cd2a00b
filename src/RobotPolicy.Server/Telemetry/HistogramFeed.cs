using System.Diagnostics.Metrics;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Server.Telemetry;

/// <summary>
/// Brings what a <see cref="LatencyHistogram"/> has recorded into an instrument, whenever somebody reads it. So who listens gets a real
/// histogram, and the thread that measures pays nothing: the work is done by the thread that collects. Not thread-safe.
/// </summary>
/// <param name="source">Where durations are recorded.</param>
/// <param name="target">The instrument; seconds.</param>
internal sealed class HistogramFeed(LatencyHistogram source, Histogram<double> target)
{
    /// <summary>
    /// Most durations that are handed on at once, about a tenth of a second's work. What was recorded before, while nobody listened for long,
    /// is left out.
    /// </summary>
    public const long Backlog = 1_000_000;

    private readonly Dictionary<long, long> _seen = [];

    /// <summary>Hands on what is new since the last call. Each duration is at most 1.6 % too long.</summary>
    public void Feed()
    {
        var buckets = source.ReadBuckets();
        var fresh = buckets.Sum(bucket => bucket.Count - _seen.GetValueOrDefault(bucket.UpperBoundNs));
        foreach (var bucket in buckets)
        {
            var before = _seen.GetValueOrDefault(bucket.UpperBoundNs);
            _seen[bucket.UpperBoundNs] = bucket.Count;
            for (var count = before; fresh <= Backlog && count < bucket.Count; count++)
                target.Record(bucket.UpperBoundNs / 1e9);
        }
    }
}
