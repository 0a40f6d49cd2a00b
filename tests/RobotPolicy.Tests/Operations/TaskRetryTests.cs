using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

public sealed class TaskRetryTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public TaskRetryTests()
    {
        _rig = new OperationsRig(_time);
        _rig.Loop.HasSafePose = true;
    }

    private TaskBook Tasks => _rig.Room.Tasks;

    private int Retries => _rig.Loop.Commands.Count(command => command == LoopCommand.Retry);

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Failure_WithinTheBudget_HoldsAndBeginsAnew()
    {
        var id = await StartAsync(retries: 1);

        await FailAsync(id);
        Assert.Contains(StopCause.AttemptFailed, _rig.Loop.Stops);
        Look();

        Assert.Equal(1, Retries);
        Assert.Equal((RobotTaskState.Running, 2, 1), (Tasks.Get(id).State, Tasks.Get(id).Attempt, Tasks.Get(id).Retries));
    }

    [Fact]
    public async Task Failure_BeyondTheBudget_FailsTheTaskAndAsks()
    {
        var id = await StartAsync(retries: 1);
        await FailAsync(id);
        Look();
        await FailAsync(id);
        Look();

        Assert.Equal(1, Retries);
        Assert.Equal((RobotTaskState.Failed, StopCause.RetriesExhausted), Shown(id));
        var question = Assert.Single(_rig.Room.Questions.List(onlyOpen: true));

        await _rig.Room.Questions.AnswerAsync(question.Id, "again", "alice", "");
        Assert.NotEqual(id, Tasks.Current!.Id);
        Assert.Equal((RobotTaskState.Running, 1), (Tasks.Current.State, Tasks.Current.Attempt));
    }

    [Fact]
    public async Task Failure_WithoutABudget_FailsTheTask()
    {
        var id = await StartAsync(retries: 0);
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Failed, StopCause.AttemptFailed), Shown(id));
        Assert.Equal(0, Retries);
    }

    [Fact]
    public async Task Failure_SomebodyStartsAnotherTask_WithdrawsTheQuestion()
    {
        var id = await StartAsync(retries: 0);
        await FailAsync(id);
        Look();
        await Tasks.StartAsync(new TaskStart { StartedBy = "bob" });
        Assert.Empty(_rig.Room.Questions.List(onlyOpen: true));
    }

    [Fact]
    public async Task AttemptLimit_ReachedWithoutSuccess_BeginsAnewAndCountsFromThere()
    {
        var id = await StartAsync(retries: 1, start => start with { AttemptLimit = TimeSpan.FromSeconds(2) });

        Run(TimeSpan.FromSeconds(1.5));
        Assert.Equal(1, Tasks.Get(id).Attempt);
        Run(TimeSpan.FromSeconds(1));
        Assert.Equal((RobotTaskState.Running, 2), (Tasks.Get(id).State, Tasks.Get(id).Attempt));
        Run(TimeSpan.FromSeconds(1));
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        Run(TimeSpan.FromSeconds(1.5));

        Assert.Equal((RobotTaskState.Failed, StopCause.RetriesExhausted), Shown(id));
        Assert.Equal(1, Retries);
    }

    [Fact]
    public async Task Alarm_ThatHoldsThePolicy_IsTriedAgainIfAsked()
    {
        var id = await StartAsync(retries: 1, start => start with { OnFailure = new FailurePlan { OnAlarm = AlarmPlan.Retry } });
        _rig.Loop.Enter(ControlMode.Holding, StopCause.FailurePredicted);
        Look();
        Assert.Equal((RobotTaskState.Running, 2), (Tasks.Get(id).State, Tasks.Get(id).Attempt));
    }

    [Fact]
    public async Task Alarm_ThatHoldsThePolicy_IsNoFailedAttemptOtherwise()
    {
        var id = await StartAsync(retries: 1);
        _rig.Loop.Enter(ControlMode.Holding, StopCause.FailurePredicted);
        Look();
        Assert.Equal((RobotTaskState.Held, StopCause.FailurePredicted), Shown(id));
        Assert.Equal(0, Retries);

        // A verdict makes it one.
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Running, 1, 2), (Tasks.Get(id).State, Retries, Tasks.Get(id).Attempt));
    }

    [Fact]
    public async Task Retry_OfAnOperator_CountsAsAnAttemptAndLeavesTheBudget()
    {
        var id = await StartAsync(retries: 1);
        await Tasks.PauseAsync(id);
        await Tasks.RetryAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Running, 2), (Tasks.Get(id).State, Tasks.Get(id).Attempt));

        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Running, 3, 2), (Tasks.Get(id).State, Tasks.Get(id).Attempt, Retries));
    }

    [Fact]
    public async Task Failure_NoSafePose_FailsTheTaskAndSaysWhy()
    {
        var id = await StartAsync(retries: 3);
        _rig.Loop.HasSafePose = false;
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Failed, StopCause.NoSafePose), Shown(id));
        Assert.Equal(1, Retries);
    }

    [Fact]
    public async Task Failure_WhileAHumanIsInCommand_IsKeptAndNothingFollows()
    {
        var id = await StartAsync(retries: 3);
        _rig.Loop.Enter(ControlMode.Human, StopCause.Takeover);
        Look();
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Human, VerdictKind.Failure), (Tasks.Get(id).State, Tasks.Get(id).Verdict!.Kind));
        Assert.Equal(0, Retries);
    }

    [Fact]
    public async Task Failure_HumanTakesOverBeforeTheRetry_ComesToNothing()
    {
        var id = await StartAsync(retries: 3);
        _rig.Loop.Block = new TickFault(StopCause.CameraStale, 0);
        await FailAsync(id);
        Look();
        Assert.Equal(RobotTaskState.Held, Tasks.Get(id).State);

        _rig.Loop.Block = TickFault.None;
        _rig.Loop.Enter(ControlMode.Human, StopCause.Takeover);
        Look();
        _rig.Loop.Enter(ControlMode.Holding, StopCause.OperatorRequest);
        Look();
        Assert.Equal((0, 1), (Retries, Tasks.Get(id).Attempt));
    }

    [Fact]
    public async Task Failure_WhatForbidsMotion_PutsTheRetryOff()
    {
        var id = await StartAsync(retries: 1);
        _rig.Loop.Block = new TickFault(StopCause.CameraStale, 0);
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Held, 0), (Tasks.Get(id).State, Retries));

        _rig.Loop.Block = TickFault.None;
        Look();
        Assert.Equal((RobotTaskState.Running, 1), (Tasks.Get(id).State, Retries));
    }

    [Fact]
    public async Task Failure_WhileAnOperatorHasPausedIt_MovesNothingUntilItIsResumed()
    {
        var id = await StartAsync(retries: 1);
        await Tasks.PauseAsync(id);
        await FailAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Paused, 0), (Tasks.Get(id).State, Retries));

        await Tasks.ResumeAsync(id);
        Look();
        Assert.Equal((RobotTaskState.Running, 1, 2), (Tasks.Get(id).State, Retries, Tasks.Get(id).Attempt));
    }

    [Fact]
    public async Task Failure_OperatorResumesFromTheHold_WantsNoRetry()
    {
        var id = await StartAsync(retries: 1);
        _rig.Loop.Block = new TickFault(StopCause.CameraStale, 0);
        await FailAsync(id);
        Look();
        _rig.Loop.Block = TickFault.None;
        await _rig.Loop.SendAsync(LoopCommand.Resume, CancellationToken.None);
        Look();
        Assert.Equal((RobotTaskState.Running, 0, 1), (Tasks.Get(id).State, Retries, Tasks.Get(id).Attempt));
    }

    /// <summary>Whatever happens in whatever order, retries stay within the budget, and none is sent while a human is in command.</summary>
    [Theory]
    [InlineData(20261130)]
    [InlineData(7919)]
    public async Task AnySequence_KeepsToTheBudgetAndNeverRetriesAgainstAHuman(int seed)
    {
        await _rig.LoadAsync();
        var random = new Random(seed);
        var (sent, humans) = (0, 0);
        for (var task = 0; task < 150; task++)
        {
            var budget = random.Next(4);
            var id = (await Tasks.StartAsync(new TaskStart
            {
                StartedBy = "alice",
                Retries = budget,
                AttemptLimit = TimeSpan.FromSeconds(random.Next(3)),
                OnFailure = new FailurePlan { OnAlarm = random.Next(2) == 0 ? AlarmPlan.Retry : AlarmPlan.Hold },
            })).Id;
            _rig.Loop.Commands.Clear();
            for (var step = 0; step < 60 && !Tasks.Get(id).IsOver; step++)
            {
                var commands = _rig.Loop.Commands.Count;
                var isHuman = await DisturbAsync(random, id);
                humans += isHuman ? 1 : 0;
                Assert.False(isHuman && _rig.Loop.Commands.Skip(commands).Contains(LoopCommand.Retry), $"seed {seed}, task {task}, step {step}");
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(200)));
                Assert.True(Retries <= budget, $"seed {seed}, task {task}: {Retries} retries of {budget}");
            }

            sent += Retries;
            Assert.True(Tasks.Get(id).Attempt <= budget + 1);
            _rig.Loop.Block = TickFault.None;
            if (!Tasks.Get(id).IsOver)
                await Tasks.StopAsync(id);
            Look();
            Assert.Null(Tasks.Current);
        }

        // The sequences reach what they are meant to judge.
        Assert.True(sent > 50 && humans > 50, $"{sent} retries, {humans} looks at a human");
    }

    /// <summary>One thing happens, and somebody looks; returns whether a human was in command all the while.</summary>
    private async Task<bool> DisturbAsync(Random random, string id)
    {
        var mode = _rig.Loop.ReadStatus().Mode;
        switch (random.Next(9))
        {
            case 0 when mode == ControlMode.Running:
                _rig.Loop.Enter(ControlMode.Human, StopCause.Takeover);
                return LookAtHuman();
            case 1 when mode == ControlMode.Human:
                await _rig.Loop.SendAsync(random.Next(2) == 0 ? LoopCommand.HandBack : LoopCommand.HandBackToHold, CancellationToken.None);
                break;
            case 2 or 3 or 4:
                await FailAsync(id);
                break;
            case 5 when mode == ControlMode.Running:
                _rig.Loop.Enter(ControlMode.Holding, StopCause.FailurePredicted);
                break;
            case 6 when mode is ControlMode.Holding or ControlMode.ProtectiveStop:
                await _rig.Loop.SendAsync(LoopCommand.Resume, CancellationToken.None);
                break;
            case 7 when mode == ControlMode.Running:
                _rig.Loop.Enter(ControlMode.ProtectiveStop, StopCause.TrackingError);
                break;
            case 8:
                _rig.Loop.Block = random.Next(3) == 0 ? new TickFault(StopCause.CameraStale, 0) : TickFault.None;
                break;
            default:
                break;
        }

        if (_rig.Loop.ReadStatus().Mode == ControlMode.Human)
            return LookAtHuman();
        _rig.Room.Look();
        return false;
    }

    private bool LookAtHuman()
    {
        _rig.Room.Look();
        return _rig.Loop.ReadStatus().Mode == ControlMode.Human;
    }

    private async Task<string> StartAsync(int retries, Func<TaskStart, TaskStart>? change = null)
    {
        await _rig.LoadAsync();
        var start = new TaskStart { StartedBy = "alice", Retries = retries };
        return (await Tasks.StartAsync(change is null ? start : change(start))).Id;
    }

    private Task FailAsync(string id) => Tasks.ReportVerdictAsync(id, VerdictKind.Failure, "camera model", "", finish: false);

    private (RobotTaskState, StopCause) Shown(string id) => (Tasks.Get(id).State, Tasks.Get(id).Cause);

    private void Look()
    {
        for (var i = 0; i < 6; i++)
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
