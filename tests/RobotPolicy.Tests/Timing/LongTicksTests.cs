using RobotPolicy.Control.Timing;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Timing;

public sealed class LongTicksTests
{
    private const long Period = 2_000_000;

    private readonly FakeThreadUsage _usage = new();
    private readonly LongTicks _ticks;

    public LongTicksTests() => _ticks = new LongTicks(Period, _usage);

    [Fact]
    public void End_WithinThePeriod_CountsNothing()
    {
        Tick(Period, processorNs: Period);

        Assert.Equal((0, 0), (_ticks.Count, _ticks.PreemptedCount));
    }

    [Fact]
    public void End_TooLongWithLittleComputing_IsTheMachines()
    {
        Tick(Period + 1, processorNs: 100_000);

        Assert.Equal((1, 1), (_ticks.Count, _ticks.PreemptedCount));
    }

    [Theory]
    [InlineData(Period + 1, 0, 0)]
    [InlineData(100_000, 1, 1)]
    [InlineData(0, 0, 0)]
    public void End_TooLongByComputingOrWaitingOrUnknown_IsOurs(long processorNs, long waits, long waited)
    {
        Tick(3 * Period, processorNs, waits);

        Assert.Equal((1, waited, 0), (_ticks.Count, _ticks.WaitedCount, _ticks.PreemptedCount));
    }

    [Fact]
    public void Run_LoopWithLongTicks_CountsThem()
    {
        var rig = new LoopRig();
        var scheduler = new TickScheduler(rig.Clock, 100);
        var ticks = new LongTicks(scheduler.PeriodNs, new SlowTicks(rig, scheduler.PeriodNs));

        rig.Loop.Run(scheduler, null, ticks);

        Assert.Equal((2, 0), (ticks.Count, ticks.PreemptedCount));
    }

    private void Tick(long durationNs, long processorNs, long waits = 0)
    {
        _ticks.Begin(5);
        _usage.Used = new ThreadUsage(_usage.Used.ProcessorNs + processorNs, _usage.Used.Waits + waits);
        _ticks.End(5 + durationNs);
    }

    /// <summary>Makes two ticks longer than a period, from their beginning on, and ends the loop with the third.</summary>
    private sealed class SlowTicks(LoopRig rig, long periodNs) : IThreadUsage
    {
        private int _begun;
        private bool _isInside;

        public ThreadUsage Read()
        {
            _isInside = !_isInside;
            if (!_isInside)
                return new ThreadUsage(rig.Clock.NowNs, 0);
            if (_begun++ == 2)
            {
                rig.Loop.ShutDownAsync();
                return default;
            }

            var from = rig.Clock.NowNs;
            rig.Clock.NowNs += periodNs + 1;
            return new ThreadUsage(from, 0);
        }
    }
}
