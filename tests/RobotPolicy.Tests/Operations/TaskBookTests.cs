using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using ControlMode = RobotPolicy.Control.Model.ControlMode;
using StopCause = RobotPolicy.Control.Model.StopCause;
using StopKind = RobotPolicy.Control.Model.StopKind;
using TickFault = RobotPolicy.Control.Loop.TickFault;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Tests.Operations;

public sealed class TaskBookTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public TaskBookTests() => _rig = new OperationsRig(_time);

    private TaskBook Tasks => _rig.Room.Tasks;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Start_NothingLoaded_SaysThatThereIsNoPolicy()
    {
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Start()));

        Assert.Equal((OperationError.Precondition, StopCause.NoPolicy), (refusal.Error, refusal.Cause));
        Assert.Null(Tasks.Current);
    }

    [Fact]
    public async Task Start_Loaded_RunsUntilItIsStopped()
    {
        await _rig.LoadAsync();

        var task = await Tasks.StartAsync(Start());
        Assert.Equal((RobotTaskState.Running, "pick", "alice"), (task.State, task.Policy, task.StartedBy));

        await Tasks.StopAsync(task.Id);
        Look();
        var over = Tasks.Get(task.Id);
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskEnded), (over.State, over.Cause));
        Assert.NotNull(over.EndedAt);
        Assert.Null(Tasks.Current);
    }

    [Fact]
    public async Task Start_SameRequest_IsTheSameTaskWhateverBecameOfIt()
    {
        await _rig.LoadAsync();
        var first = await Tasks.StartAsync(Start("r1"));

        Assert.Equal(first.Id, (await Tasks.StartAsync(Start("r1"))).Id);
        await Tasks.StopAsync(first.Id);
        Look();

        var again = await Tasks.StartAsync(Start("r1"));
        Assert.Equal((first.Id, RobotTaskState.Ended), (again.Id, again.State));
        Assert.Equal(ControlMode.Idle, _rig.Loop.ReadStatus().Mode);
    }

    [Fact]
    public async Task Start_SameRequestWithAnotherContent_AlreadyExists()
    {
        await _rig.LoadAsync();
        await Tasks.StartAsync(Start("r1"));

        var refusal = await Assert.ThrowsAsync<OperationException>(
            () => Tasks.StartAsync(Start("r1") with { Goal = new Goal { Text = "something else" } }));

        Assert.Equal(OperationError.AlreadyExists, refusal.Error);
    }

    [Fact]
    public async Task Start_SameRequestAfterAnHour_IsANewTask()
    {
        await _rig.LoadAsync();
        var first = await Tasks.StartAsync(Start("r1"));
        await Tasks.StopAsync(first.Id);
        Look();
        _time.Advance(TimeSpan.FromHours(1));

        Assert.NotEqual(first.Id, (await Tasks.StartAsync(Start("r1"))).Id);
    }

    [Fact]
    public async Task Start_SameIdOfSomebodyElse_IsAnotherRequest()
    {
        await _rig.LoadAsync();
        await Tasks.StartAsync(Start("r1"));

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Start("r1") with { StartedBy = "bob" }));

        Assert.Equal(OperationError.Precondition, refusal.Error);
    }

    [Fact]
    public async Task Start_Refused_LeavesNoTaskAndFreesTheRequest()
    {
        await _rig.LoadAsync();
        _rig.Loop.Block = new TickFault(StopCause.CameraStale, 1);

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Start("r1")));
        Assert.Equal((StopCause.CameraStale, "side"), (refusal.Cause, refusal.Culprit));
        Assert.Empty(Tasks.List(0, "").Items);

        _rig.Loop.Block = TickFault.None;
        Assert.Equal(RobotTaskState.Running, (await Tasks.StartAsync(Start("r1"))).State);
    }

    [Fact]
    public async Task Start_ManyAtOnce_OneWins()
    {
        await _rig.LoadAsync();
        using var together = new Barrier(8);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            together.SignalAndWait();
            try
            {
                await Tasks.StartAsync(Start($"r{i}"));
                return (OperationError?)null;
            }
            catch (OperationException refusal)
            {
                return refusal.Error;
            }
        })));

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.Equal(7, outcomes.Count(outcome => outcome == OperationError.Precondition));
        Assert.Single(Tasks.List(0, "").Items);
    }

    [Fact]
    public async Task Start_SameRequestManyAtOnce_AllGetTheOneTask()
    {
        await _rig.LoadAsync();
        using var together = new Barrier(8);

        var tasks = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            together.SignalAndWait();
            return Tasks.StartAsync(Start("r1"));
        })));

        Assert.Single(tasks.Select(task => task.Id).Distinct());
    }

    [Fact]
    public async Task Start_GoalThatThePackageIgnores_IsRefused()
    {
        await _rig.LoadAsync();

        var refusal = await Assert.ThrowsAsync<OperationException>(
            () => Tasks.StartAsync(Start() with { Goal = new Goal { Pose = new JointPose { Positions = { 0, 0, 0 } } } }));

        Assert.Equal((OperationError.Invalid, "goal.pose"), (refusal.Error, refusal.Fields[0].Field));
    }

    [Fact]
    public async Task Start_ControlThreadHangs_NothingRunsWhenItComesBack()
    {
        await _rig.LoadAsync();
        _rig.Loop.Hangs = true;
        var task = await Tasks.StartAsync(Start());
        Assert.Equal((RobotTaskState.Held, StopCause.InternalError), (task.State, task.Cause));

        _rig.Loop.Hangs = false;
        Look();
        Look();

        Assert.Equal(0, _rig.Loop.MovingTicks);
        Assert.True(Tasks.Get(task.Id).IsOver);
    }

    [Fact]
    public async Task PauseAndResume_ShowAsStates()
    {
        await _rig.LoadAsync();
        var id = (await Tasks.StartAsync(Start())).Id;

        Assert.Equal((RobotTaskState.Paused, StopCause.OperatorPause), Shown(await Tasks.PauseAsync(id)));
        Assert.Equal((RobotTaskState.Running, StopCause.None), Shown(await Tasks.ResumeAsync(id)));
        Assert.Equal(1, Tasks.Get(id).Holds);
    }

    [Fact]
    public async Task Executed_LeavesOutHoldsAndTakeovers()
    {
        await _rig.LoadAsync();
        var id = (await Tasks.StartAsync(Start())).Id;
        Run(TimeSpan.FromSeconds(2));
        await Tasks.PauseAsync(id);
        Run(TimeSpan.FromSeconds(5));
        await Tasks.ResumeAsync(id);
        Run(TimeSpan.FromSeconds(1));
        _rig.Loop.Enter(ControlMode.Human, StopCause.Takeover);
        Look();
        Run(TimeSpan.FromSeconds(4));

        var task = Tasks.Get(id);
        Assert.Equal(3, task.Executed.TotalSeconds, 0.1);
        Assert.Equal((RobotTaskState.Human, 1, 1), (task.State, task.Holds, task.Takeovers));
    }

    [Fact]
    public async Task TimeLimit_Reached_EndsTheTask()
    {
        await _rig.LoadAsync();
        var id = (await Tasks.StartAsync(Start() with { TimeLimit = TimeSpan.FromSeconds(3) })).Id;

        Run(TimeSpan.FromSeconds(2.5));
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        Run(TimeSpan.FromSeconds(1));

        Assert.Equal(RobotTaskState.Ended, Tasks.Get(id).State);
    }

    [Fact]
    public async Task EmergencyStop_FailsTheTask()
    {
        await _rig.LoadAsync();
        var id = (await Tasks.StartAsync(Start())).Id;

        _rig.Loop.RequestStop(StopCause.StopInput, StopKind.Emergency);
        Look();

        Assert.Equal((RobotTaskState.Failed, StopCause.StopInput), Shown(Tasks.Get(id)));
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.ResumeAsync(id));
        Assert.Equal(OperationError.Precondition, refusal.Error);
    }

    [Fact]
    public async Task Confirm_MovesNothingBeforeTheAnswer()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start() with { Confirm = true });
        Run(TimeSpan.FromSeconds(1));
        Assert.Equal((RobotTaskState.AwaitingAnswer, ControlMode.Idle), (Tasks.Get(task.Id).State, _rig.Loop.ReadStatus().Mode));

        var question = Assert.Single(_rig.Room.Questions.List(onlyOpen: true));
        Assert.Equal("yes", (await _rig.Room.Questions.AnswerAsync(question.Id, "yes", "alice", "")).Answer);

        Assert.Equal(RobotTaskState.Running, Tasks.Get(task.Id).State);
    }

    [Fact]
    public async Task Confirm_No_FailsTheTask()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start() with { Confirm = true });
        var question = Assert.Single(_rig.Room.Questions.List(onlyOpen: true));

        Assert.Equal("no", (await _rig.Room.Questions.AnswerAsync(question.Id, "no", "alice", "")).Answer);

        Assert.Equal((RobotTaskState.Failed, StopCause.AwaitingAnswer), Shown(Tasks.Get(task.Id)));
        Assert.Equal(0, _rig.Loop.MovingTicks);
    }

    [Fact]
    public async Task Confirm_StartRefusedAtTheAnswer_KeepsAsking()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start() with { Confirm = true });
        var question = Assert.Single(_rig.Room.Questions.List(onlyOpen: true));
        _rig.Loop.Block = new TickFault(StopCause.CameraMissing, 0);

        await Assert.ThrowsAsync<OperationException>(() => _rig.Room.Questions.AnswerAsync(question.Id, "yes", "alice", ""));
        Assert.Single(_rig.Room.Questions.List(onlyOpen: true));

        _rig.Loop.Block = TickFault.None;
        await _rig.Room.Questions.AnswerAsync(question.Id, "yes", "alice", "");
        Assert.Equal(RobotTaskState.Running, Tasks.Get(task.Id).State);
    }

    [Fact]
    public async Task Confirm_StoppedInstead_WithdrawsTheQuestion()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start() with { Confirm = true });

        Assert.Equal(RobotTaskState.Ended, (await Tasks.StopAsync(task.Id)).State);

        Assert.Empty(_rig.Room.Questions.List(onlyOpen: true));
        Assert.Equal(0, _rig.Loop.MovingTicks);
    }

    [Fact]
    public async Task Watch_SlowWatcher_IsToldWhatItLost()
    {
        await _rig.LoadAsync();
        var id = (await Tasks.StartAsync(Start())).Id;
        using var changes = Tasks.Watch(id).Changes;

        for (var i = 0; i < 20; i++)
        {
            await Tasks.PauseAsync(id);
            await Tasks.ResumeAsync(id);
        }

        Assert.Equal(24UL, changes.LostCount);
    }

    [Fact]
    public async Task History_KeepsTheLastThousand()
    {
        await _rig.LoadAsync();
        var first = await Tasks.StartAsync(Start());
        await EndAsync(first.Id);
        for (var i = 0; i < TaskBook.HistoryLimit; i++)
            await EndAsync((await Tasks.StartAsync(Start())).Id);

        Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Tasks.Get(first.Id)).Error);
        var page = Tasks.List(600, "");
        Assert.Equal(600, page.Items.Count);
        Assert.Equal(400, Tasks.List(600, page.NextToken).Items.Count);
    }

    private static TaskStart Start(string request = "") => new() { RequestId = request, StartedBy = "alice" };

    private static (RobotTaskState State, StopCause Cause) Shown(RobotTask task) => (task.State, task.Cause);

    private async Task EndAsync(string id)
    {
        await Tasks.StopAsync(id);
        Look();
        Assert.True(Tasks.Get(id).IsOver);
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
