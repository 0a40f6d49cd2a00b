using FsCheck;
using FsCheck.Fluent;
using RobotPolicy.Control.Timing;

namespace RobotPolicy.Tests.Timing;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Read_Empty_IsZero() => Assert.Equal(default, new LatencyHistogram().Read());

    [Fact]
    public void Read_SmallValues_AreExact()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 100; value++)
            histogram.Record(value / 2);
        Assert.Equal(new LatencySummary(100, 25, 25, 45, 49, 50, 50), histogram.Read());
    }

    [Fact]
    public void Read_OneInAThousand_IsSeenFromTheRightPercentileOn()
    {
        var histogram = new LatencyHistogram();
        for (var i = 0; i < 9989; i++)
            histogram.Record(1_000_000);
        for (var i = 0; i < 11; i++)
            histogram.Record(50_000_000);
        var summary = histogram.Read();
        Assert.InRange(summary.P99Ns, 1_000_000, 1_016_000);
        Assert.InRange(summary.P999Ns, 49_000_000, 50_000_000);
        Assert.Equal(50_000_000, summary.MaxNs);
    }

    [Fact]
    public void ReadBuckets_SkipsEmptyOnesAndLosesNothing()
    {
        var histogram = new LatencyHistogram();
        long[] values = [3, 3, 0, 63, 64, 1_000_000, 1_000_001, long.MaxValue];
        foreach (var value in values)
            histogram.Record(value);

        var buckets = histogram.ReadBuckets();
        Assert.Equal(values.Length, buckets.Sum(bucket => bucket.Count));
        Assert.Equal([new(0, 1), new(3, 2), new(63, 1), new(64, 1)], buckets.Take(4));
        Assert.Equal(2, buckets[4].Count);
        Assert.InRange(buckets[4].UpperBoundNs, 1_000_001, 1_016_000);
        Assert.Equal(new(long.MaxValue, 1), buckets[5]);
        Assert.Empty(new LatencyHistogram().ReadBuckets());
    }

    [Fact]
    public void Record_AnyValues_PercentilesAreAtMostOneBucketTooHigh() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithReplay(11, 13),
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, 500).Select(_ => (long)Math.Exp(random.NextDouble() * 43)).ToArray();
            var histogram = new LatencyHistogram();
            foreach (var value in values)
                histogram.Record(value);
            Array.Sort(values);
            var summary = histogram.Read();
            AssertNear(values[249], summary.P50Ns);
            AssertNear(values[449], summary.P90Ns);
            AssertNear(values[494], summary.P99Ns);
            Assert.Equal(values[499], summary.MaxNs);
        }));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Record_ExtremeValue_IsTaken(long value)
    {
        var histogram = new LatencyHistogram();
        histogram.Record(value);
        Assert.Equal(Math.Max(0, value), histogram.Read().MaxNs);
        Assert.Equal(Math.Max(0, value), histogram.Read().P50Ns);
    }

    [Fact]
    public void Record_AllocatesNothing()
    {
        var histogram = new LatencyHistogram();
        histogram.Record(1);
        histogram.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
            histogram.Record(i * 1000L);
        histogram.Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertNear(long exact, long shown) => Assert.InRange(shown, exact, exact + (exact / 64) + 1);
}
