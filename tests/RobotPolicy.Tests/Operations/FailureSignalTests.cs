using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Tests.Operations;

public sealed class FailureSignalTests
{
    [Fact]
    public void OnTick_TellsChangesAndNothingElse()
    {
        using var signal = new FailureSignal();
        FailureReport[] reports =
        [
            default,
            new() { State = FailureState.Quiet, Epoch = 1, Ratio = 0.1 },
            new() { State = FailureState.Quiet, Epoch = 1, Ratio = 0.2 },
            new() { State = FailureState.Alarm, Epoch = 1, Ratio = 1.2 },
            new() { State = FailureState.Alarm, Epoch = 1, Ratio = 1.4 },
            new() { State = FailureState.Degraded, Reason = DegradedReason.NotYetScored, Epoch = 2 },
            new() { State = FailureState.Degraded, Reason = DegradedReason.ScoredLate, Epoch = 2 },
            new() { State = FailureState.Alarm, Epoch = 2 },
            new() { State = FailureState.Alarm, Epoch = 3 },
            default,
            default,
        ];
        for (var i = 0; i < reports.Length; i++)
            signal.OnTick(new TickRecord { Index = i, TimeNs = 10 * i, Mode = ControlMode.Running, Failure = reports[i] });

        var told = new List<long>();
        while (signal.TryTake(out var notice))
        {
            told.Add(notice.TickIndex);
            Assert.Equal((10 * notice.TickIndex, ControlMode.Running), (notice.TimeNs, notice.Mode));
            Assert.Equal(reports[notice.TickIndex].Epoch, notice.Report.Epoch);
        }

        Assert.Equal([1, 3, 5, 6, 7, 8, 9], told);
        Assert.Equal(0, signal.LostCount);
    }

    [Fact]
    public void Tell_WakesOncePerChangeAtMost()
    {
        using var signal = new FailureSignal();
        signal.Tell(1, 1, ControlMode.Running, new FailureReport { State = FailureState.Quiet });
        Assert.True(signal.IsThere.WaitOne(0));
        signal.Tell(2, 2, ControlMode.Running, new FailureReport { State = FailureState.Quiet });
        Assert.False(signal.IsThere.WaitOne(0));
    }

    [Fact]
    public void Tell_MoreThanMayWait_CountsWhatItLeavesOut()
    {
        using var signal = new FailureSignal();
        for (var i = 0; i < FailureSignal.Capacity + 3; i++)
            signal.Tell(i, i, ControlMode.Running, new FailureReport { State = FailureState.Alarm, Epoch = i + 1 });
        Assert.Equal(3, signal.LostCount);

        var count = 0;
        while (signal.TryTake(out var notice))
            Assert.Equal(count++, notice.TickIndex);
        Assert.Equal(FailureSignal.Capacity, count);
    }

    [Fact]
    public void Tell_AllocatesNothing()
    {
        using var signal = new FailureSignal();
        Tell(signal, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 1000; i++)
        {
            Tell(signal, i);
            signal.TryTake(out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Tell(FailureSignal signal, long i) =>
        signal.OnTick(new TickRecord { Index = i, Failure = new FailureReport { State = FailureState.Alarm, Epoch = i } });
}
