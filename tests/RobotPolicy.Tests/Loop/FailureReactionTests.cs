using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

public sealed class FailureReactionTests : ITickSink
{
    private readonly FakeMonitor _monitor = new() { Said = new(4096) };
    private readonly HashSet<long> _executed = [];
    private double _fastest;

    [Fact]
    public void Report_WithoutAMonitor_IsOff()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        Assert.False(rig.Status.HasMonitor);
        Assert.Equal(default, rig.Status.Failure);
        Assert.Equal((0, 0), (rig.Status.AlarmCount, rig.Status.MonitorDegradedCount));
    }

    [Fact]
    public void Report_BeforeTheFirstChunk_CannotTellAndThenIsTheMonitors()
    {
        var rig = Rig();
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Step();
        rig.Step();
        Assert.True(rig.Status.HasMonitor);
        Assert.Equal(
            (FailureState.Degraded, DegradedReason.NotYetScored, rig.Status.Epoch),
            (rig.Status.Failure.State, rig.Status.Failure.Reason, rig.Status.Failure.Epoch));
        Assert.Equal(0, rig.Status.MonitorDegradedCount);

        rig.Run(1);
        Assert.Equal((FailureState.Quiet, rig.Status.Epoch), (rig.Status.Failure.State, rig.Status.Failure.Epoch));
        Assert.InRange(rig.Status.Failure.ChunkId, 1, long.MaxValue);
    }

    [Fact]
    public void Alarm_Inform_GoesOnAndCountsRisingEdges()
    {
        var rig = Rig(new FailureReaction());
        rig.Start();
        Alarm(rig);
        rig.Run(2);
        Assert.Equal((ControlMode.Running, 1), (rig.Status.Mode, rig.Status.AlarmCount));
        Calm(rig);
        Alarm(rig);
        Assert.Equal(2, rig.Status.AlarmCount);
        Assert.Equal(FailureState.Alarm, rig.Status.LastAlarm.State);
    }

    [Theory]
    [InlineData(ExecutorKind.RecedingHorizon)]
    [InlineData(ExecutorKind.TemporalEnsemble)]
    [InlineData(ExecutorKind.Asynchronous)]
    [InlineData(ExecutorKind.Streaming)]
    public void Alarm_Hold_ExecutesNothingOfTheChunkAndResumesWithFreshWindows(ExecutorKind executor)
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold }, executor: executor);
        rig.Start();
        rig.Run(1);
        _monitor.State = FailureState.Alarm;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 2);

        Assert.Equal((StopCause.FailurePredicted, true), (rig.Status.Cause, rig.Status.NeedsOperator));
        Assert.Equal((FailureState.Alarm, CommandSource.Hold), (rig.Last.Failure.State, rig.Last.Source));
        Assert.DoesNotContain(rig.Status.LastAlarm.ChunkId, _executed);
        var begins = _monitor.Begins.Count;

        // Nothing but an operator leads out of it.
        _monitor.State = FailureState.Quiet;
        rig.Run(2);
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Run(2);
        Assert.Equal((ControlMode.Running, FailureState.Quiet, 1), (rig.Status.Mode, rig.Status.Failure.State, rig.Status.AlarmCount));
        Assert.Equal(begins + 1, _monitor.Begins.Count);
        Assert.False(_monitor.Begins[^1]);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Alarm_AtTheFirstChunk_NeverMovesTheArm()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        _monitor.State = FailureState.Alarm;
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Run(1);
        Assert.Equal(StopCause.FailurePredicted, rig.Status.Cause);
        Assert.Empty(_executed);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Run(1);
        Assert.Equal((StopCause.FailurePredicted, 2), (rig.Status.Cause, rig.Status.AlarmCount));
        Assert.Empty(_executed);
    }

    [Fact]
    public void Alarm_WithPatience_HoldsAtTheAlarmAfterThose()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold, Patience = 2 });
        rig.Start();
        Alarm(rig);
        Calm(rig);
        var calm = rig.Status.Failure.ChunkId;
        _monitor.State = FailureState.Alarm;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 5);
        Assert.Equal(StopCause.FailurePredicted, rig.Status.Cause);
        Assert.Equal(2, rig.Status.AlarmCount);
        Assert.Equal(2, _executed.Count(chunk => chunk > calm && _monitor.Said![chunk].State == FailureState.Alarm));
    }

    [Fact]
    public void Alarm_SlowDown_ScalesTheSpeedLimitsForTheRestOfTheEpoch()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.SlowDown, SpeedScale = 0.1 });
        rig.Start();
        rig.Run(1);
        Assert.True(_fastest > 0.2);
        Alarm(rig);
        rig.Run(0.3);
        _fastest = 0;
        rig.Run(0.5);
        Assert.InRange(_fastest, 0.01, 0.1 + 1e-9);

        // Calm again, and yet slow until another epoch begins.
        Calm(rig);
        _fastest = 0;
        rig.Run(1);
        Assert.InRange(_fastest, 0.01, 0.1 + 1e-9);
        rig.Loop.TryPost(LoopCommand.Retask);
        rig.Run(2);
        Assert.True(_fastest > 0.2);
        Assert.Null(rig.Violation);
    }

    [Theory]
    [InlineData(FailureState.Quiet, double.NaN, StopCause.FailurePredicted)]
    [InlineData(FailureState.Quiet, 1.5, StopCause.FailurePredicted)]
    [InlineData(FailureState.Off, 0.5, StopCause.MonitorDegraded)]
    [InlineData(FailureState.Degraded, 0.5, StopCause.MonitorDegraded)]
    [InlineData((FailureState)77, 0.5, StopCause.MonitorDegraded)]
    public void Report_ThatIsNoQuietOne_IsNeverTakenForQuiet(FailureState state, double ratio, StopCause expected)
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold, OnDegraded = DegradedResponse.Hold });
        rig.Start();
        (_monitor.State, _monitor.Ratio) = (state, ratio);
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 2);
        Assert.Equal((expected, true), (rig.Status.Cause, rig.Status.NeedsOperator));
    }

    [Fact]
    public void Report_MonitorThrows_CannotTellAndTheInferenceGoesOn()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        rig.Start();
        _monitor.Throws = new InvalidOperationException("broken monitor");
        rig.RunUntil(status => status.Failure.State == FailureState.Degraded, 2);
        Assert.Equal(DegradedReason.ScoreThrew, rig.Status.Failure.Reason);
        rig.Run(2);
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
        Assert.True(rig.Runner.MonitorFailureCount > 1 && rig.Status.MonitorDegradedCount > 1);
        Assert.Equal("broken monitor", rig.Runner.LastException?.Message);
    }

    [Fact]
    public void Reaction_SetWhileATaskRuns_TakesEffectWithTheNextGoal()
    {
        var rig = Rig();
        rig.Start();
        rig.Loop.SetFailureReaction(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        Alarm(rig);
        rig.Run(1);
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
        rig.Loop.TryPost(LoopCommand.Retask);
        rig.Run(1);
        Assert.Equal(StopCause.FailurePredicted, rig.Status.Cause);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Reaction_SpeedScaleOutOfRange_IsRefused(double scale) =>
        Assert.Throws<ArgumentException>(() => Rig().Loop.SetFailureReaction(new FailureReaction { SpeedScale = scale }));

    [Fact]
    public void Reaction_UnknownResponses_AreAllNamed()
    {
        var errors = new List<string>();
        new FailureReaction { OnAlarm = (AlarmResponse)9, OnDegraded = (DegradedResponse)9, Patience = -1 }.Validate("Task", errors);
        Assert.Equal(3, errors.Count);
    }

    [Fact]
    public void Alarm_InShadow_IsReportedAndStopsNoHuman()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        rig.Start();
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        _monitor.State = FailureState.Alarm;
        rig.Run(2);
        Assert.Equal((ControlMode.Human, FailureState.Alarm, 1), (rig.Status.Mode, rig.Status.Failure.State, rig.Status.AlarmCount));

        // What was judged in shadow does not stop the policy that begins anew.
        _monitor.State = FailureState.Quiet;
        rig.Loop.TryPost(LoopCommand.HandBack);
        rig.Run(1);
        Assert.Equal((ControlMode.Running, FailureState.Quiet), (rig.Status.Mode, rig.Status.Failure.State));
    }

    [Fact]
    public void Alarm_InTheTickOfAHandBack_DoesNotStopTheNewEpoch()
    {
        for (var delay = 0; delay < 12; delay++)
        {
            var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold });
            rig.Start();
            rig.Loop.TryPost(LoopCommand.TakeOver);
            rig.Run(0.3);
            _monitor.State = FailureState.Alarm;
            rig.Run(0.01 * delay);
            _monitor.State = FailureState.Quiet;
            rig.Loop.TryPost(LoopCommand.HandBack);
            rig.Run(1);
            Assert.Equal(ControlMode.Running, rig.Status.Mode);
        }
    }

    [Fact]
    public void Fault_ThatGoesByItself_DoesNotHideAnAlarmOfTheSameTick()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        rig.Start();
        rig.Run(1);
        _monitor.State = FailureState.Alarm;
        var requests = rig.Inference.RequestCount;
        while (rig.Inference.RequestCount == requests)
            rig.Step();

        // The answer is due in three ticks; its tick comes too late, which alone would be a hold that ends by itself.
        rig.Clock.NowNs += 150_000_000;
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.FailurePredicted), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal(StopCause.MissedDeadline, rig.Last.Fault.Cause);
    }

    [Fact]
    public void Tick_WithAMonitor_AllocatesNothing()
    {
        var rig = Rig(new FailureReaction { OnAlarm = AlarmResponse.SlowDown }, executor: ExecutorKind.Asynchronous, sink: false);
        rig.Start();
        _monitor.State = FailureState.Alarm;
        rig.Run(5);
        var inferences = rig.Inference.RequestCount;
        Assert.Equal(0, rig.RunAndMeasure(20));
        Assert.True(rig.Inference.RequestCount > inferences + 20);
        Assert.True(_monitor.ObservedCount > 20);
    }

    private LoopRig Rig(FailureReaction? reaction = null, ExecutorKind executor = ExecutorKind.RecedingHorizon, bool sink = true)
    {
        var rig = new LoopRig(executor: executor, monitor: _monitor, inferences: _monitor, sinks: sink ? [this] : []);
        if (reaction is not null)
            rig.Loop.SetFailureReaction(reaction);
        return rig;
    }

    private void Alarm(LoopRig rig)
    {
        _monitor.State = FailureState.Alarm;
        rig.RunUntil(status => status.Failure.State == FailureState.Alarm, 2);
    }

    private void Calm(LoopRig rig)
    {
        _monitor.State = FailureState.Quiet;
        rig.RunUntil(status => status.Failure.State == FailureState.Quiet, 2);
    }

    void ITickSink.OnTick(in TickRecord tick)
    {
        if (tick.Source != CommandSource.Policy)
            return;
        _executed.Add(tick.Schedule.ChunkId);
        for (var joint = 0; joint < 3; joint++)
            _fastest = Math.Max(_fastest, Math.Abs(tick.CommandVelocity[joint]) / (2 + (0.5 * joint)));
    }
}
