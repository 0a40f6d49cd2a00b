using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Questions;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

public sealed class AlertAndQuestionTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public AlertAndQuestionTests() => _rig = new OperationsRig(_time);

    private AlertBook Alerts => _rig.Room.Alerts;

    private QuestionBook Questions => _rig.Room.Questions;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Stop_RaisesAnAlertThatIsResolvedWithItsCause()
    {
        var task = await StartAsync();
        _rig.Loop.Enter(ControlMode.Holding, StopCause.CameraStale, 1, needsOperator: false);
        _rig.Room.Look();

        var alert = Assert.Single(Alerts.List(true, 0, "").Items);
        Assert.Equal(
            (StopCause.CameraStale, "side", task.Id, "pick", AlertSeverity.Warning),
            (alert.Note.Cause, alert.Note.Culprit, alert.Note.TaskId, alert.Note.Policy, alert.Note.Severity));

        _rig.Loop.Enter(ControlMode.Running, StopCause.None);
        _rig.Room.Look();
        Assert.Empty(Alerts.List(true, 0, "").Items);
        Assert.NotNull(Assert.Single(Alerts.List(false, 0, "").Items).ResolvedAt);
    }

    [Theory]
    [InlineData(StopCause.OperatorPause)]
    [InlineData(StopCause.TaskEnded)]
    public void Stop_ThatSomebodyWanted_RaisesNothing(StopCause cause)
    {
        _rig.Loop.Enter(ControlMode.Holding, cause);
        _rig.Loop.TicksWhenLookedAt = false;
        _rig.Room.Look();

        Assert.Empty(Alerts.List(false, 0, "").Items);
    }

    [Fact]
    public void Stop_AnotherCause_IsAnotherAlert()
    {
        _rig.Loop.Enter(ControlMode.Holding, StopCause.CameraStale, 0);
        _rig.Room.Look();
        _rig.Loop.Enter(ControlMode.EmergencyStop, StopCause.StopInput, 2);
        _rig.Room.Look();

        var alerts = Alerts.List(false, 0, "").Items;
        Assert.Equal([AlertSeverity.Critical, AlertSeverity.Warning], alerts.Select(alert => alert.Note.Severity));
        Assert.Equal([true, false], alerts.Select(alert => alert.IsOpen));
        Assert.Equal("cell", alerts[0].Note.Culprit);
    }

    [Fact]
    public void Raise_SameCondition_IsOneAlert()
    {
        var first = Alerts.Raise(Note("qos:/front"));

        Assert.Same(first, Alerts.Raise(Note("qos:/front")));
        Alerts.Resolve("transport", "qos:/front");
        Assert.NotEqual(first.Id, Alerts.Raise(Note("qos:/front")).Id);
    }

    [Fact]
    public void Raise_MoreThanAreKept_ResolvedOnesLeaveFirst()
    {
        var open = Alerts.Raise(Note("open"));
        for (var i = 0; i < AlertBook.Capacity + 10; i++)
        {
            Alerts.Raise(Note($"{i}"));
            Alerts.Resolve("transport", $"{i}");
        }

        Assert.Equal(open.Id, Assert.Single(Alerts.List(true, 0, "").Items).Id);
        Assert.Equal(0, Alerts.DroppedOpenCount);
        var all = Alerts.List(false, AlertBook.Capacity, "");
        Assert.Equal((AlertBook.Capacity, ""), (all.Items.Count, all.NextToken));
    }

    [Fact]
    public void Acknowledge_FirstOneStays()
    {
        var id = Alerts.Raise(Note("a")).Id;

        Alerts.Acknowledge(id, "alice", "on my way");

        Assert.Equal("alice", Alerts.Acknowledge(id, "bob", "me too").AcknowledgedBy);
        Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Alerts.Acknowledge("alert-99", "bob", "")).Error);
    }

    [Fact]
    public void Watch_SlowWatcher_IsToldWhatItLost()
    {
        using var changes = Alerts.Watch(AlertSeverity.Warning).Changes;

        for (var i = 0; i < 300; i++)
            Alerts.Raise(Note($"{i}"));
        Alerts.Raise(Note("info") with { Severity = AlertSeverity.Info });

        Assert.Equal(300UL - 256, changes.LostCount);
    }

    [Fact]
    public void Watch_TooMany_IsRefused()
    {
        var watchers = Enumerable.Range(0, 256).Select(_ => Alerts.Watch(AlertSeverity.Info).Changes).ToList();
        Assert.Equal(OperationError.Exhausted, Assert.Throws<OperationException>(() => Alerts.Watch(AlertSeverity.Info)).Error);

        watchers[0].Dispose();

        using var again = Alerts.Watch(AlertSeverity.Info).Changes;
    }

    [Fact]
    public async Task ProtectiveStop_AsksAndResumes()
    {
        var task = await StartAsync();
        _rig.Loop.Enter(ControlMode.ProtectiveStop, StopCause.TrackingError, 1);
        _rig.Room.Look();
        _rig.Room.Look();
        var question = Assert.Single(Questions.List(true));
        Assert.Equal(task.Id, question.TaskId);

        await Questions.AnswerAsync(question.Id, RecoveryQuestion.Resume, "alice", "");

        Assert.Equal(RobotTaskState.Running, _rig.Room.Tasks.Get(task.Id).State);
        Assert.Equal("alice", Assert.Single(Questions.List(false)).AnsweredBy);
    }

    [Fact]
    public async Task ProtectiveStop_SomebodyResumesOtherwise_WithdrawsTheQuestion()
    {
        var task = await StartAsync();
        _rig.Loop.Enter(ControlMode.ProtectiveStop, StopCause.TrackingError, 1);
        _rig.Room.Look();
        var question = Assert.Single(Questions.List(true));

        await _rig.Room.Tasks.ResumeAsync(task.Id);
        _rig.Room.Look();

        Assert.Empty(Questions.List(true));
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Questions.AnswerAsync(question.Id, "resume", "bob", ""));
        Assert.Equal(OperationError.Aborted, refusal.Error);
    }

    [Fact]
    public async Task Answer_UnknownChoice_NamesTheChoices()
    {
        var question = Questions.Ask(Plan());

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Questions.AnswerAsync(question.Id, "maybe", "alice", ""));

        Assert.Equal(("choice", "one of yes"), (refusal.Fields[0].Field, refusal.Fields[0].Expected));
    }

    [Fact]
    public async Task Answer_TwoAtOnce_OnlyOneActs()
    {
        var answered = 0;
        var gate = new TaskCompletionSource();
        var question = Questions.Ask(Plan() with
        {
            OnAnswer = (_, _) =>
            {
                answered++;
                return gate.Task;
            },
        });

        var first = Questions.AnswerAsync(question.Id, "yes", "alice", "");
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Questions.AnswerAsync(question.Id, "yes", "bob", ""));
        gate.SetResult();

        Assert.Equal(OperationError.Aborted, refusal.Error);
        Assert.Equal(("alice", 1), ((await first).AnsweredBy, answered));
    }

    [Fact]
    public void Expiry_ClosesAndTellsTheAsker()
    {
        var expired = 0;
        Questions.Ask(Plan() with { Expiry = TimeSpan.FromSeconds(10), OnExpired = () => expired++ });

        _time.Advance(TimeSpan.FromSeconds(9));
        _rig.Room.Look();
        Assert.Equal(0, expired);
        _time.Advance(TimeSpan.FromSeconds(1));
        _rig.Room.Look();

        Assert.Equal(1, expired);
        Assert.Empty(Questions.List(true));
    }

    private static AlertNote Note(string key) =>
        new() { Key = key, Source = "transport", Severity = AlertSeverity.Warning, Text = key };

    private static QuestionPlan Plan() =>
        new() { Text = "?", Choices = [new Choice("yes", "Yes")], OnAnswer = (_, _) => Task.CompletedTask };

    private async Task<RobotTask> StartAsync()
    {
        await _rig.LoadAsync();
        return await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice" });
    }
}
