using RobotPolicy.Control.Timing;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Timing;

public sealed class TickSchedulerTests
{
    private const long Period = 10_000_000;
    private readonly FakeClock _clock = new();

    [Fact]
    public void WaitForNext_OnTime_KeepsAbsoluteDeadlines()
    {
        var scheduler = new TickScheduler(_clock, 100);
        var start = scheduler.WaitForNext();
        for (var n = 1; n <= 1000; n++)
        {
            // Work of changing length, and a sleep that ends a little late, must not add up.
            _clock.NowNs += (n % 7) * 1_000_000;
            _clock.OversleepNs = (n % 3) * 100_000;
            Assert.Equal(start + (n * Period) + ((n % 3) * 100_000), scheduler.WaitForNext());
            Assert.Equal(start + (n * Period), scheduler.DeadlineNs);
            Assert.Equal(start + ((n + 1) * Period), scheduler.NextDeadlineNs);
        }

        Assert.Equal(0, scheduler.SkippedCount);
        Assert.Equal(200_000, scheduler.Lateness.Read().MaxNs);
    }

    [Fact]
    public void WaitForNext_TickTooLong_StartsLateAndCatchesUpWithoutSkipping()
    {
        var scheduler = new TickScheduler(_clock, 100);
        var start = scheduler.WaitForNext();
        _clock.NowNs = start + 15_000_000;
        Assert.Equal(start + 15_000_000, scheduler.WaitForNext());
        Assert.Equal(start + Period, scheduler.DeadlineNs);
        Assert.Equal(start + 20_000_000, scheduler.WaitForNext());
        Assert.Equal(0, scheduler.SkippedCount);
    }

    [Fact]
    public void WaitForNext_LongPause_SaysWhetherACollectionMadeIt()
    {
        var collections = 3;
        var scheduler = new TickScheduler(_clock, 100, () => collections);
        scheduler.WaitForNext();
        scheduler.WaitForNext();
        _clock.NowNs += 45_000_000;
        scheduler.WaitForNext();
        Assert.Equal((3L, 0L), (scheduler.SkippedCount, scheduler.CollectionSkippedCount));

        _clock.NowNs += 45_000_000;
        collections++;
        scheduler.WaitForNext();
        Assert.Equal(scheduler.SkippedCount - 3, scheduler.CollectionSkippedCount);
        Assert.True(scheduler.CollectionSkippedCount > 0);
    }

    [Fact]
    public void WaitForNext_LongPause_SkipsAndCountsInsteadOfBursting()
    {
        var scheduler = new TickScheduler(_clock, 100);
        var start = scheduler.WaitForNext();
        _clock.NowNs = start + 57_000_000;
        Assert.Equal(start + 57_000_000, scheduler.WaitForNext());
        Assert.Equal(start + 50_000_000, scheduler.DeadlineNs);
        Assert.Equal(4, scheduler.SkippedCount);
        Assert.Equal(1, scheduler.OverrunCount);
        Assert.Equal(47_000_000, scheduler.Lateness.Read().MaxNs);
        Assert.Equal(start + 60_000_000, scheduler.WaitForNext());
    }

    [Fact]
    public void WaitForNext_SleepEndsEarly_SleepsAgain()
    {
        var clock = new EarlyClock();
        var scheduler = new TickScheduler(clock, 100);
        var start = scheduler.WaitForNext();
        Assert.Equal(start + Period, scheduler.WaitForNext());
        Assert.Equal(2, clock.Sleeps);
    }

    [Theory]
    [InlineData(9.9)]
    [InlineData(1001)]
    [InlineData(double.NaN)]
    public void Constructor_RateOutOfRange_Throws(double rateHz) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TickScheduler(_clock, rateHz));

    [Fact]
    public void Run_UntilShutDown_TicksTheLoop()
    {
        var rig = new LoopRig();
        var scheduler = new TickScheduler(rig.Clock, 100);
        rig.Loop.ShutDownAsync();
        rig.Loop.Run(scheduler);
        Assert.Equal(1, rig.Status.TickIndex);
    }

    [Fact]
    public void Run_WithSlackWork_DoesItAfterEveryTickUntilTheNextDeadline()
    {
        var rig = new LoopRig();
        var scheduler = new TickScheduler(rig.Clock, 100);
        var work = new NotedWork(rig);
        rig.Loop.Run(scheduler, work);
        Assert.Equal([(1L, Period, false), (2L, Period, false), (3L, Period, false)], work.Steps);
    }

    private sealed class NotedWork(LoopRig rig) : ISlackWork
    {
        public List<(long Tick, long SlackNs, bool IsCommanding)> Steps { get; } = [];

        public void Step(long nowNs, long deadlineNs, bool isCommanding)
        {
            Steps.Add((rig.Status.TickIndex, deadlineNs - nowNs, isCommanding));
            if (Steps.Count == 2)
                rig.Loop.ShutDownAsync();
        }
    }

    private sealed class EarlyClock : ITickClock
    {
        public long NowNs { get; private set; } = 5;

        public int Sleeps { get; private set; }

        public void SleepUntil(long deadlineNs)
        {
            Sleeps++;
            NowNs += (deadlineNs - NowNs + 1) / 2 * Sleeps;
            if (Sleeps > 1)
                NowNs = deadlineNs;
        }
    }
}
