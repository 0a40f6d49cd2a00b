namespace RobotPolicy.Simulator.Realtime;

/// <summary>
/// Counts durations in logarithmic buckets, sixteen per doubling, so that percentiles are right to about 6 % without keeping the
/// values. Written by one thread; read it after that thread has ended.
/// </summary>
internal sealed class LatenessHistogram
{
    private const int BucketsPerOctave = 16;
    private const int Octaves = 40;

    private readonly long[] _buckets = new long[Octaves * BucketsPerOctave];

    /// <summary>Number of durations.</summary>
    internal long Count { get; private set; }

    /// <summary>The longest, in nanoseconds.</summary>
    internal long MaxNs { get; private set; }

    /// <summary>Counts one duration.</summary>
    internal void Add(long durationNs)
    {
        Count++;
        MaxNs = Math.Max(MaxNs, durationNs);
        _buckets[IndexOf(durationNs)]++;
    }

    /// <summary>The duration that a share of all stayed below, in nanoseconds: the upper end of its bucket, at most the maximum.</summary>
    /// <param name="share">0 to 1.</param>
    internal long PercentileNs(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        long seen = 0;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= wanted && seen > 0)
                return Math.Min(MaxNs, UpperEnd(i));
        }

        return MaxNs;
    }

    private static int IndexOf(long durationNs)
    {
        // Below one sub-bucket width per nanosecond the scale is linear.
        if (durationNs < BucketsPerOctave)
            return (int)Math.Max(0, durationNs);
        var octave = System.Numerics.BitOperations.Log2((ulong)durationNs);
        var part = (int)(durationNs >> (octave - 4)) & (BucketsPerOctave - 1);
        return Math.Min((Octaves * BucketsPerOctave) - 1, ((octave - 3) * BucketsPerOctave) + part);
    }

    private static long UpperEnd(int index)
    {
        if (index < BucketsPerOctave)
            return index;
        var octave = (index / BucketsPerOctave) + 3;
        var part = index % BucketsPerOctave;
        return ((long)(BucketsPerOctave + part + 1) << (octave - 4)) - 1;
    }
}
