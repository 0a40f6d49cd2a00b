using RobotPolicy.Inference.Roles;

namespace RobotPolicy.Tests.Inference.Roles;

public sealed class ProgressMeterTests
{
    [Fact]
    public void Add_PublishedSequence_GivesThePublishedProgress()
    {
        var meter = new ProgressMeter(1);

        float[] progress = [meter.Add(40), meter.Add(50), meter.Add(-20), meter.Add(60)];

        float[] expected = [0.40f, 0.70f, 0.64f, 0.856f];
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], progress[i], 1e-6f);
    }

    [Fact]
    public void Add_BetweenMilestones_ComparesWithTheLastOne()
    {
        var meter = new ProgressMeter(2);

        // 40 is no milestone yet, 50 is; after it, 20 of the remaining half.
        Assert.Equal(0.4f, meter.Add(40), 1e-6f);
        Assert.Equal(0.5f, meter.Add(50), 1e-6f);
        Assert.Equal(0.6f, meter.Add(20), 1e-6f);
        Assert.Equal(0.7f, meter.Add(40), 1e-6f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Add_NoNumber_SaysNothingAndIsNoMilestone(float critic)
    {
        var meter = new ProgressMeter(2);
        meter.Add(10);

        Assert.True(float.IsNaN(meter.Add(critic)));

        // The milestone that was due is taken with the next number.
        Assert.Equal(0.5f, meter.Add(50), 1e-6f);
        Assert.Equal(0.75f, meter.Add(50), 1e-6f);
    }

    [Fact]
    public void Add_AnyCritic_StaysWithinZeroAndOne()
    {
        var random = new Random(20261130);
        var meter = new ProgressMeter(1);
        for (var i = 0; i < 10_000; i++)
            Assert.InRange(meter.Add((random.NextSingle() - 0.7f) * 1000), 0f, 1f);
    }

    [Fact]
    public void Add_AfterALoss_ComesBack()
    {
        var meter = new ProgressMeter(1);
        meter.Add(-100);
        meter.Add(-100);
        Assert.Equal(0.5f, meter.Add(50), 1e-6f);
    }

    [Fact]
    public void BeginTask_BeginsAtZero()
    {
        var meter = new ProgressMeter(1);
        meter.Add(90);
        meter.BeginTask();
        Assert.Equal(0.25f, meter.Add(25), 1e-6f);
    }

    [Fact]
    public void Add_AllocatesNothing()
    {
        var meter = new ProgressMeter(3);
        meter.Add(1);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            meter.Add(i % 100);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
