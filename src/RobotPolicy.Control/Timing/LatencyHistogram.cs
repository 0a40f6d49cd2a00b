using System.Numerics;

namespace RobotPolicy.Control.Timing;

/// <summary>
/// Distribution of durations in logarithmic buckets with linear steps in between, as HdrHistogram has them: 64 steps to each
/// power of two, so a percentile is at most 1.6 % too high. One thread records, without locks and without allocating; any
/// thread reads, and may see a recording that is one value old.
/// </summary>
public sealed class LatencyHistogram
{
    private readonly long[] _counts = new long[BucketCount];
    private long _count;
    private long _sumNs;
    private long _maxNs;

    /// <summary>Durations recorded.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Records one duration in nanoseconds; a negative one counts as 0. One thread.</summary>
    public void Record(long valueNs)
    {
        valueNs = Math.Max(0, valueNs);
        ref var bucket = ref _counts[Index(valueNs)];
        Volatile.Write(ref bucket, bucket + 1);
        Volatile.Write(ref _sumNs, unchecked(_sumNs + valueNs));
        if (valueNs > _maxNs)
            Volatile.Write(ref _maxNs, valueNs);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>Percentiles of everything recorded so far. Any thread; allocates nothing.</summary>
    public LatencySummary Read()
    {
        var total = 0L;
        foreach (ref var bucket in _counts.AsSpan())
            total += Volatile.Read(ref bucket);
        if (total == 0)
            return default;
        var maxNs = Volatile.Read(ref _maxNs);
        return new LatencySummary(
            total,
            Volatile.Read(ref _sumNs) / total,
            AtRank(Rank(total, 500), maxNs),
            AtRank(Rank(total, 900), maxNs),
            AtRank(Rank(total, 990), maxNs),
            AtRank(Rank(total, 999), maxNs),
            maxNs);
    }

    /// <summary>Everything recorded so far, bucket by bucket, shortest durations first and without the empty ones. Any thread.</summary>
    public IReadOnlyList<LatencyBucket> ReadBuckets()
    {
        var buckets = new List<LatencyBucket>();
        for (var index = 0; index < BucketCount; index++)
            if (Volatile.Read(ref _counts[index]) is > 0 and var count)
                buckets.Add(new LatencyBucket(UpperBound(index), count));
        return buckets;
    }

    /// <summary>Smallest rank, counted from 1, that covers a number of thousandths.</summary>
    private static long Rank(long total, int thousandths) => (long)((((Int128)total * thousandths) + 999) / 1000);

    private long AtRank(long rank, long maxNs)
    {
        var seen = 0L;
        for (var index = 0; index < BucketCount; index++)
        {
            seen += Volatile.Read(ref _counts[index]);
            if (seen >= rank)
                return Math.Min(UpperBound(index), maxNs);
        }

        return maxNs;
    }

    private static int Index(long value)
    {
        if (value < StepCount)
            return (int)value;
        var shift = 63 - BitOperations.LeadingZeroCount((ulong)value) - StepBits;
        return ((shift + 1) << StepBits) + (int)((value >> shift) & (StepCount - 1));
    }

    private static long UpperBound(int index)
    {
        if (index < StepCount)
            return index;
        var shift = (index >> StepBits) - 1;
        var step = (long)(index & (StepCount - 1)) + StepCount;
        return unchecked((step << shift) + ((1L << shift) - 1));
    }

    private const int StepBits = 6;
    private const int StepCount = 1 << StepBits;
    private const int BucketCount = (63 - StepBits + 1) << StepBits;
}
