using RobotPolicy.Simulator.Realtime;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class RealtimeTests
{
    [Fact]
    public void Pacer_LateOnce_KeepsTheSchedule()
    {
        var clock = new FakeClock { NowNs = 0 };
        var pacer = new Pacer(clock, 100, 1000);

        clock.NowNs = 130;
        Assert.Equal(30, pacer.Wait());
        Assert.Equal(0, pacer.Wait());
        Assert.Equal(200, clock.NowNs);
        Assert.Equal(0, pacer.ResyncCount);
    }

    [Fact]
    public void Pacer_StarvedForLong_GivesTheTimeUp()
    {
        var clock = new FakeClock { NowNs = 0 };
        var pacer = new Pacer(clock, 100, 1000);

        clock.NowNs = 5000;
        Assert.Equal(4900, pacer.Wait());
        Assert.Equal(0, pacer.Wait());

        Assert.Equal(5100, clock.NowNs);
        Assert.Equal(1, pacer.ResyncCount);
    }

    [Fact]
    public void SystemClock_SleepUntil_DoesNotReturnEarly()
    {
        var clock = SystemMonotonicClock.Instance;
        var deadline = clock.NowNs + 2_000_000;

        clock.SleepUntil(deadline);

        Assert.True(clock.NowNs >= deadline);
    }

    [Fact]
    public void Histogram_Percentiles_AreWithinABucket()
    {
        var histogram = new LatenessHistogram();
        for (var i = 1; i <= 1000; i++)
            histogram.Add(i * 1000);

        Assert.InRange(histogram.PercentileNs(0.5), 500_000, 535_000);
        Assert.InRange(histogram.PercentileNs(0.99), 990_000, 1_000_000);
        Assert.Equal(1_000_000, histogram.PercentileNs(1));
        Assert.Equal(1_000_000, histogram.MaxNs);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(3_600_000_000_000)]
    public void Histogram_OneValue_IsItsOwnPercentile(long value)
    {
        var histogram = new LatenessHistogram();
        histogram.Add(value);

        Assert.Equal(value, histogram.PercentileNs(0.5));
    }
}
