using RobotPolicy.Control.Timing;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Tests.Loop;
using RobotPolicy.Tests.Timing;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Hosting;

public sealed class OverrunWatchTests
{
    private const long Period = 10_000_000;

    private readonly FakeClock _clock = new();
    private readonly ManualTime _time = new();
    private readonly FakeThreadUsage _usage = new();
    private readonly LongTicks _longTicks;
    private readonly TickScheduler _scheduler;
    private readonly OverrunWatch _watch;

    public OverrunWatchTests()
    {
        _scheduler = new TickScheduler(_clock, 100);
        _longTicks = new LongTicks(Period, _usage);
        _watch = new OverrunWatch(_scheduler, _longTicks, _time);
        _scheduler.WaitForNext();
    }

    [Fact]
    public void TryTake_OnTime_TellsNothing()
    {
        _scheduler.WaitForNext();

        Assert.False(_watch.TryTake(out _));
    }

    [Fact]
    public void TryTake_FirstOverrun_IsToldAtOnceAndTheNextTogetherAfterThePause()
    {
        Overrun(3);
        Assert.True(_watch.TryTake(out var first));
        Assert.Equal(new Overruns(1, 3, 3 * Period, 0, 0), first);

        Overrun(1);
        LongTick(waits: 0);
        LongTick(waits: 1);
        Overrun(2);
        Assert.False(_watch.TryTake(out _));

        _time.Advance(OverrunWatch.Pause);
        Assert.True(_watch.TryTake(out var next));
        Assert.Equal(new Overruns(2, 3, 3 * Period, 2, 1), next);

        _time.Advance(OverrunWatch.Pause);
        Assert.False(_watch.TryTake(out _));
    }

    private void LongTick(long waits)
    {
        _longTicks.Begin(0);
        _usage.Used = new ThreadUsage(_usage.Used.ProcessorNs + 1, _usage.Used.Waits + waits);
        _longTicks.End(2 * Period);
    }

    private void Overrun(int deadlines)
    {
        _clock.NowNs = _scheduler.DeadlineNs + ((deadlines + 1) * Period);
        _scheduler.WaitForNext();
    }
}
