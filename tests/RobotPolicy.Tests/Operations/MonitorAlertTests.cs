using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

/// <summary>What the failure monitor says, as alerts.</summary>
public sealed class MonitorAlertTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());

    private AlertBook Alerts => _rig.Room.Alerts;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Alarm_RaisesOneAlertOfItsEpoch_WithWhatTheMonitorSaid()
    {
        var task = await StartAsync(FailurePlan.Inform);
        var report = _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        _rig.Loop.Judge(FailureState.Alarm, 1.21);
        _rig.Room.Look();

        var alert = Assert.Single(Alerts.List(true, 0, "").Items);
        Assert.Equal(
            ("monitor", AlertSeverity.Warning, task.Id, "pick", report.Epoch, StopCause.FailurePredicted),
            (alert.Note.Source, alert.Note.Severity, alert.Note.TaskId, alert.Note.Policy, alert.Note.Epoch, alert.Note.Cause));
        Assert.Equal("The policy is likely to fail: ace 4.8 of 4, up to 3.5 s ahead", alert.Note.Text);
        Assert.Equal((1.2, 7, 1), (alert.Note.Failure!.Report.Ratio, alert.Note.Failure.Report.Call, alert.Note.Failure.Count));
        Assert.Equal(("ace", 2.4, 4.8, 4.0), (alert.Note.Failure.NameOf(0), alert.Note.Failure[0].Score, alert.Note.Failure[0].Windowed, alert.Note.Failure[0].Threshold));
    }

    [Fact]
    public async Task Alarm_ThatGrowsNotably_IsShownAgain()
    {
        await StartAsync(FailurePlan.Inform);
        using var changes = Alerts.Watch(AlertSeverity.Info).Changes;
        foreach (var ratio in new[] { 1.0, 1.2, 1.3, 1.5, 1.4, 2.0, double.NaN, double.NaN })
        {
            _rig.Loop.Judge(FailureState.Alarm, ratio);
            _rig.Room.Look();
        }

        var shown = new List<double>();
        while (changes.TryRead(out var alert))
            shown.Add(alert!.Note.Failure!.Report.Ratio);
        Assert.Equal([1.0, 1.3, 2.0, double.NaN], shown);
    }

    [Fact]
    public async Task Alarm_QuietAgain_IsResolvedAndOpensAgainInTheSameEpoch()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        _rig.Loop.Judge(FailureState.Quiet, 0.5);
        _rig.Room.Look();
        Assert.Empty(Alerts.List(true, 0, "").Items);

        _rig.Loop.Judge(FailureState.Alarm, 1.1);
        _rig.Room.Look();

        Assert.Equal(1.1, Assert.Single(Alerts.List(false, 0, "").Items).Note.Failure!.Report.Ratio);
        Assert.Single(Alerts.List(true, 0, "").Items);
    }

    [Fact]
    public async Task Alarm_ThatComesAndGoesBetweenTwoLooks_IsRaisedAllTheSame()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Loop.Judge(FailureState.Quiet, 0.5);
        _rig.Room.Look();

        Assert.False(Assert.Single(Alerts.List(false, 0, "").Items).IsOpen);
    }

    [Fact]
    public async Task Alarm_WhoseNoticeWasLost_IsFoundByTheNextLook()
    {
        await StartAsync(FailurePlan.Inform);
        for (var i = 0; i <= FailureSignal.Capacity; i++)
            _rig.Loop.Judge(i % 2 == 0 ? FailureState.Quiet : FailureState.Degraded, 0.5, i % 2 == 0 ? DegradedReason.None : DegradedReason.ScoredLate);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        Assert.True(_rig.Loop.Failures.LostCount > 0);
        _rig.Room.Look();

        Assert.Contains(Alerts.List(true, 0, "").Items, alert => alert.Note.Cause == StopCause.FailurePredicted);
    }

    [Fact]
    public async Task Alarm_ThatHolds_StaysOpenUntilTheTaskGoesOn()
    {
        var task = await StartAsync(new FailurePlan { OnAlarm = AlarmPlan.Hold });
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        _rig.Room.Look();
        var alert = Assert.Single(Alerts.List(false, 0, "").Items);
        Assert.Equal((true, AlertSeverity.Error), (alert.IsOpen, alert.Note.Severity));

        await _rig.Room.Tasks.ResumeAsync(task.Id);
        _rig.Room.Look();

        Assert.False(Assert.Single(Alerts.List(false, 0, "").Items).IsOpen);
    }

    [Fact]
    public async Task Alarm_InAnotherEpoch_IsAnotherAlert()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        await _rig.Loop.SendAsync(LoopCommand.Retask, CancellationToken.None);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();

        Assert.Equal([true, false], Alerts.List(false, 0, "").Items.Select(alert => alert.IsOpen));
    }

    [Fact]
    public async Task Alarm_InShadow_IsForInformation()
    {
        await StartAsync(new FailurePlan { OnAlarm = AlarmPlan.Hold });
        await _rig.Loop.SendAsync(LoopCommand.TakeOver, CancellationToken.None);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();

        var alert = Assert.Single(Alerts.List(true, 0, "").Items);
        Assert.Equal(AlertSeverity.Info, alert.Note.Severity);
        Assert.EndsWith("while a human is in command", alert.Note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alarm_ClosedBySomebody_StaysClosedForItsEpoch()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Alarm, 1.2);
        _rig.Room.Look();
        var id = Assert.Single(Alerts.List(true, 0, "").Items).Id;

        var closed = Alerts.Close(id, "alice", "the lamp");
        _rig.Loop.Judge(FailureState.Quiet, 0.1);
        _rig.Room.Look();
        _rig.Loop.Judge(FailureState.Alarm, 9);
        _rig.Room.Look();

        Assert.Equal(("alice", "the lamp", false), (closed.ResolvedBy, closed.Resolution, closed.IsOpen));
        Assert.Same(closed, Assert.Single(Alerts.List(false, 0, "").Items));
        Assert.Equal("alice", Alerts.Close(id, "bob", "mine").ResolvedBy);
        Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Alerts.Close("alert-99", "bob", "")).Error);
    }

    [Theory]
    [InlineData(false, AlertSeverity.Warning)]
    [InlineData(true, AlertSeverity.Error)]
    public async Task Degraded_SaysWhyAndHowGrave(bool holds, AlertSeverity severity)
    {
        await StartAsync(new FailurePlan { HoldsWhenDegraded = holds });
        _rig.Loop.Judge(FailureState.Degraded, reason: DegradedReason.ScoredLate);
        _rig.Room.Look();
        _rig.Room.Look();

        var alert = Assert.Single(Alerts.List(true, 0, "").Items);
        Assert.Equal((severity, "monitor degraded: scoring took longer than its budget"), (alert.Note.Severity, alert.Note.Text));
    }

    [Fact]
    public async Task Degraded_AnotherReason_ChangesTheAlert_AndQuietResolvesIt()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Degraded, reason: DegradedReason.ScoredLate);
        _rig.Loop.Judge(FailureState.Degraded, reason: DegradedReason.NotScored);
        _rig.Room.Look();
        Assert.Equal(DegradedReason.NotScored, Assert.Single(Alerts.List(true, 0, "").Items).Note.Failure!.Report.Reason);

        _rig.Loop.Judge(FailureState.Quiet, 0.1);
        _rig.Room.Look();
        Assert.Empty(Alerts.List(true, 0, "").Items);
    }

    [Fact]
    public async Task BeforeTheFirstScore_NothingIsRaised()
    {
        await StartAsync(FailurePlan.Inform);
        _rig.Loop.Judge(FailureState.Degraded, reason: DegradedReason.NotYetScored);
        _rig.Room.Look();

        Assert.Empty(Alerts.List(false, 0, "").Items);
    }

    [Fact]
    public async Task State_ShowsWhatTheMonitorSays_AndNothingWithoutOne()
    {
        await StartAsync(FailurePlan.Inform);
        Assert.Null(_rig.Room.States.Read().Failure);

        _rig.Loop.Judge(FailureState.Quiet, 0.42);

        var reading = _rig.Room.States.Read().Failure;
        Assert.Equal((FailureState.Quiet, 0.42, "ace"), (reading!.Report.State, reading.Report.Ratio, reading.NameOf(0)));
    }

    private async Task<RobotTask> StartAsync(FailurePlan plan)
    {
        _rig.Source.Scores = ["ace"];
        await _rig.LoadAsync();
        return await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice", OnFailure = plan });
    }
}
