using RobotPolicy.Server.Hosting;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Hosting;

public sealed class SlackCollectorTests
{
    private const long Period = 2_000_000;
    private readonly FakeClock _clock = new();
    private readonly List<bool> _collected = [];
    private readonly SlackCollector _collector;
    private long _allocated = 5_000_000;
    private int _collections = 3;
    private const long TakesNs = 900_000;

    public SlackCollectorTests()
    {
        _collector = new SlackCollector(_clock, Period, () => _allocated, () => _collections, Collect);
        Step();
        Assert.Empty(_collected);
    }

    [Fact]
    public void Step_EnoughAllocatedAndTimePassed_CollectsTheYoungestOnce()
    {
        _allocated += SlackCollector.DueBytes;
        Step(SlackCollector.LeastIntervalNs);
        Step();
        Assert.Equal([false], _collected);
        Assert.Equal((1L, TakesNs), (_collector.Durations.Read().Count, _collector.Durations.Read().MaxNs));
    }

    [Fact]
    public void Step_TooLittleAllocated_NeverCollects()
    {
        _allocated += SlackCollector.DueBytes - 1;
        Step(100 * SlackCollector.LeastIntervalNs);
        Assert.Empty(_collected);
    }

    [Fact]
    public void Step_SoonAfterTheLast_WaitsUntilMuchIsAllocated()
    {
        _allocated += SlackCollector.ManyBytes - 1;
        Step(SlackCollector.LeastIntervalNs - 1);
        Assert.Empty(_collected);
        _allocated++;
        Step();
        Assert.Equal([false], _collected);
    }

    [Fact]
    public void Step_AfterALongTick_WaitsForOneThatLeavesTime()
    {
        _allocated += SlackCollector.ManyBytes;
        Step(SlackCollector.LeastIntervalNs, slackNs: (Period * 3 / 4) - 1);
        Assert.Empty(_collected);
        Step(slackNs: Period * 3 / 4);
        Assert.Equal([false], _collected);
    }

    [Fact]
    public void Step_AllTicksLong_DoesNotLeaveItToTheRuntime()
    {
        _allocated += SlackCollector.TooManyBytes;
        Step(slackNs: -1);
        Assert.Equal([false], _collected);
    }

    [Fact]
    public void Step_TheRuntimeCollectedMeanwhile_BeginsToCountAnew()
    {
        _allocated += SlackCollector.ManyBytes;
        _collections++;
        Step(SlackCollector.LeastIntervalNs);
        _allocated += SlackCollector.ManyBytes - 1;
        Step();
        Assert.Empty(_collected);
    }

    [Fact]
    public void RequestAll_WhileCommanding_WaitsForATickThatCommandsNothing()
    {
        _collector.RequestAll();
        Step(isCommanding: true);
        Assert.Empty(_collected);
        Step(isCommanding: false);
        Step(isCommanding: false);
        Assert.Equal([true], _collected);
        Assert.Equal(0, _collector.Durations.Read().Count);
    }

    [Fact]
    public void Step_OfThisProcess_CollectsAndAllocatesNothing()
    {
        // Other tests allocate and collect meanwhile: what is asked of the runtime is what is looked at here.
        var collector = new SlackCollector(_clock, Period);
        collector.RequestAll();
        var before = GC.CollectionCount(2);
        collector.Step(_clock.NowNs, _clock.NowNs + Period, isCommanding: false);
        Assert.True(GC.CollectionCount(2) > before);

        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            collector.Step(_clock.NowNs, _clock.NowNs + Period, isCommanding: true);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }

    private void Step(long afterNs = 0, long slackNs = Period, bool isCommanding = true)
    {
        _clock.NowNs += afterNs;
        _collector.Step(_clock.NowNs, _clock.NowNs + slackNs, isCommanding);
    }

    private void Collect(bool all)
    {
        _collected.Add(all);
        _collections++;
        _clock.NowNs += TakesNs;
    }
}
