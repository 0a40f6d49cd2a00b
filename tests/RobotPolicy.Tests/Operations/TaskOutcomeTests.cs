using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Alerts;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

/// <summary>When a task is done, takes too long, or has been judged.</summary>
public sealed class TaskOutcomeTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public TaskOutcomeTests() => _rig = new OperationsRig(_time);

    private TaskBook Tasks => _rig.Room.Tasks;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Success_AboveThePackagesThreshold_EndsTheTaskAtTheNextLook()
    {
        var id = await StartAsync(new SuccessRule());
        Say(0.5f);
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);

        Say(0.51f);
        _rig.Room.Look();
        Assert.Equal(LoopCommand.StopTask, _rig.Loop.Commands[^1]);
        Look();

        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded), Shown(id));
        Assert.Equal(ControlMode.Idle, _rig.Loop.ReadStatus().Mode);
    }

    [Fact]
    public async Task Success_NoNumber_NeverCounts()
    {
        var id = await StartAsync(new SuccessRule(0));
        foreach (var said in new[] { float.NaN, float.PositiveInfinity })
        {
            Say(said);
            Look();
        }

        _rig.Loop.Signals = null;
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
    }

    [Fact]
    public async Task Success_SwitchedOff_EndsNothing()
    {
        var id = await StartAsync(new SuccessRule(), start => start with { Success = new SuccessChoice { IsOff = true } });
        Say(1);
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
    }

    [Fact]
    public async Task Success_ThresholdOfTheTask_CountsInsteadOfThePackages()
    {
        var id = await StartAsync(new SuccessRule(), start => start with { Success = new SuccessChoice { Threshold = 0.9 } });
        Say(0.8f);
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        Say(0.95f);
        Look();
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded), Shown(id));
    }

    [Fact]
    public async Task Success_SeveralInARow_CountsEachInferenceThoughLookedAtOnce()
    {
        var id = await StartAsync(new SuccessRule(0.5, 3));
        Say(0.9f, 0.4f, 0.9f);
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        Say(0.4f, 0.9f, 0.9f, 0.9f);
        Look();
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded), Shown(id));
    }

    [Theory]
    [InlineData(ControlMode.Human, StopCause.Takeover)]
    [InlineData(ControlMode.Holding, StopCause.OperatorPause)]
    [InlineData(ControlMode.ProtectiveStop, StopCause.TrackingError)]
    public async Task Success_WhileThePolicyIsNotExecuted_EndsNothing(ControlMode mode, StopCause cause)
    {
        var id = await StartAsync(new SuccessRule());
        _rig.Loop.Enter(mode, cause);
        Say(1);
        Look();
        Assert.False(Tasks.Get(id).IsOver);
        Assert.DoesNotContain(LoopCommand.StopTask, _rig.Loop.Commands);
    }

    [Fact]
    public async Task Success_ThresholdForAPolicyThatSaysNothing_IsRefused()
    {
        await _rig.LoadAsync();
        var refusal = await Assert.ThrowsAsync<OperationException>(
            () => Tasks.StartAsync(Start() with { Success = new SuccessChoice { Threshold = 0.9 } }));
        Assert.Equal((OperationError.Invalid, "success.threshold"), (refusal.Error, refusal.Fields[0].Field));
        Assert.Null(Tasks.Current);
    }

    [Fact]
    public async Task Progress_BeyondTheEnd_EndsTheTask()
    {
        var id = await StartAsync(null, start => start with { Success = new SuccessChoice { ProgressEnd = 0.8 } });
        _rig.Loop.Signals = new PolicySignals(0.79f, float.NaN, float.NaN);
        Look();
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        _rig.Loop.Signals = new PolicySignals(0.856f, float.NaN, float.NaN);
        Look();
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded), Shown(id));
    }

    [Fact]
    public async Task Overtime_LongerThanExpected_RaisesOneAlertAndGoesOn()
    {
        var id = await StartAsync(null, start => start with { Expected = TimeSpan.FromSeconds(2) });
        Run(TimeSpan.FromSeconds(1.5));
        Assert.False(Tasks.Get(id).IsOvertime);
        Run(TimeSpan.FromSeconds(2));

        Assert.Equal((RobotTaskState.Running, true), (Tasks.Get(id).State, Tasks.Get(id).IsOvertime));
        var alert = Assert.Single(Overtime());
        Assert.Equal(("overtime", id), (alert.Note.Key, alert.Note.TaskId));

        await Tasks.StopAsync(id);
        Look();
        Assert.False(Assert.Single(Overtime()).IsOpen);
        Assert.True(Tasks.Get(id).IsOvertime);
    }

    [Fact]
    public async Task Overtime_LongerThanTheCalibration_IsShown()
    {
        var id = await StartAsync(null);
        _rig.Loop.Failure = new FailureReport { State = FailureState.Quiet, IsOvertime = true };
        Look();
        _rig.Loop.Failure = default;
        Look();
        Assert.True(Tasks.Get(id).IsOvertime);
        Assert.Single(Overtime());
    }

    [Fact]
    public async Task Verdict_AfterTheTask_IsKept()
    {
        var id = await StartAsync(null);
        await Tasks.StopAsync(id);
        Look();
        var commands = _rig.Loop.Commands.Count;

        await Tasks.ReportVerdictAsync(id, VerdictKind.Failure, "camera model", "no cube in the box", finish: false);

        var verdict = Tasks.Get(id).Verdict!;
        Assert.Equal((VerdictKind.Failure, "camera model", "no cube in the box"), (verdict.Kind, verdict.By, verdict.Comment));
        Assert.Equal(RobotTaskState.Ended, Tasks.Get(id).State);
        Assert.Equal(commands, _rig.Loop.Commands.Count);
    }

    [Theory]
    [InlineData(false, RobotTaskState.Running)]
    [InlineData(true, RobotTaskState.Ended)]
    public async Task Verdict_Success_EndsTheTaskIfAsked(bool finish, RobotTaskState state)
    {
        var id = await StartAsync(null);
        await Tasks.ReportVerdictAsync(id, VerdictKind.Success, "alice", "", finish);
        Look();
        Assert.Equal(state, Tasks.Get(id).State);
        Assert.Equal(finish ? StopCause.TaskSucceeded : StopCause.None, Tasks.Get(id).Cause);
        Assert.Equal(VerdictKind.Success, Tasks.Get(id).Verdict!.Kind);
    }

    [Theory]
    [InlineData("success", VerdictKind.Success)]
    [InlineData("failure", VerdictKind.Failure)]
    [InlineData("open", VerdictKind.Unsure)]
    public async Task Verdict_Unsure_AsksAHuman(string answer, VerdictKind kind)
    {
        var id = await StartAsync(null);
        await Tasks.ReportVerdictAsync(id, VerdictKind.Unsure, "camera model", "", finish: false);
        var question = Assert.Single(_rig.Room.Questions.List(onlyOpen: true));
        Assert.Equal((id, RobotTaskState.Running), (question.TaskId, Tasks.Get(id).State));

        await _rig.Room.Questions.AnswerAsync(question.Id, answer, "alice", "");
        Look();

        Assert.Equal((kind, answer == "open" ? "camera model" : "alice"), (Tasks.Get(id).Verdict!.Kind, Tasks.Get(id).Verdict!.By));
        Assert.Equal(kind != VerdictKind.Unsure, Tasks.Get(id).IsOver);
    }

    [Fact]
    public async Task Verdict_OnNoTask_IsNotFound() =>
        Assert.Equal(
            OperationError.NotFound,
            (await Assert.ThrowsAsync<OperationException>(() => Tasks.ReportVerdictAsync("none", VerdictKind.Success, "a", "", false))).Error);

    private static TaskStart Start() => new() { StartedBy = "alice" };

    private async Task<string> StartAsync(SuccessRule? rule, Func<TaskStart, TaskStart>? change = null)
    {
        _rig.Source.Success = rule;
        await _rig.LoadAsync();
        return (await Tasks.StartAsync(change is null ? Start() : change(Start()))).Id;
    }

    private (RobotTaskState, StopCause) Shown(string id) => (Tasks.Get(id).State, Tasks.Get(id).Cause);

    private IReadOnlyList<Alert> Overtime() =>
        [.. _rig.Room.Alerts.List(false, 0, "").Items.Where(alert => alert.Note.Key == "overtime")];

    private void Say(params float[] successes)
    {
        var recent = RecentSuccess.None;
        foreach (var success in successes)
            recent = recent.After(success);
        _rig.Loop.Signals = new PolicySignals(float.NaN, successes[^1], float.NaN) { Recent = recent };
    }

    private void Look()
    {
        _rig.Room.Look();
        _rig.Room.Look();
        _rig.Room.Look();
    }

    private void Run(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += LoopWatch.Period)
        {
            _time.Advance(LoopWatch.Period);
            _rig.Room.Look();
        }
    }
}
