using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using ControlMode = RobotPolicy.Control.Model.ControlMode;
using PolicySignals = RobotPolicy.Control.Model.PolicySignals;
using SelectorSpec = RobotPolicy.Control.Model.SelectorSpec;
using StepEnd = RobotPolicy.Server.Operations.Tasks.StepEnd;
using StopCause = RobotPolicy.Control.Model.StopCause;
using StopKind = RobotPolicy.Control.Model.StopKind;
using SuccessRule = RobotPolicy.Control.Model.SuccessRule;
using Task = System.Threading.Tasks.Task;
using TaskStep = RobotPolicy.Server.Operations.Tasks.TaskStep;

namespace RobotPolicy.Tests.Operations;

public sealed class TaskSelectionTests : IDisposable
{
    private const int Reach = 1;
    private const int Grasp = 2;
    private const int Lift = 3;
    private const int Done = 4;

    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public TaskSelectionTests() => _rig = new OperationsRig(_time);

    private TaskBook Tasks => _rig.Room.Tasks;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Start_WithoutAGoal_AsksThenDoesWhatIsChosenUntilItIsDone()
    {
        var id = await StartAsync();
        Assert.Equal(["?"], _rig.Source.GoalsSet);
        Assert.Equal([0, 0, 0, 0, 0, 0], _rig.Source.Asked);
        Assert.Equal(("", 0), (Tasks.Get(id).Primitive, Tasks.Get(id).Choices));

        Choose(Reach);
        Assert.Equal(("reach", "reach for the cube", 1, 0), Shown(id));
        Assert.Equal(["?", "reach for the cube"], _rig.Source.GoalsSet);

        Succeed();
        Assert.Equal([0, 0, 0, 0, 0, Reach], _rig.Source.Asked);
        Assert.Equal(RobotTaskState.Running, Tasks.Get(id).State);
        Choose(Grasp);
        Assert.Equal(("grasp", "close the gripper", 2, 0), Shown(id));

        Succeed();
        Assert.Equal([0, 0, 0, 0, Reach, Grasp], _rig.Source.Asked);
        Choose(Done);
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded, 2), (Tasks.Get(id).State, Tasks.Get(id).Cause, Tasks.Get(id).Choices));
    }

    [Fact]
    public async Task Choose_TheSameAgain_IsCountedAsARetry()
    {
        var id = await StartAsync();
        foreach (var choice in new[] { Reach, Reach, Grasp, Reach, Reach })
        {
            Choose(choice);
            Succeed();
        }

        Assert.Equal((5, 2), (Tasks.Get(id).Choices, Tasks.Get(id).PrimitiveRetries));
    }

    [Fact]
    public async Task Success_WhileAChoiceIsWaitedFor_EndsNothing()
    {
        var id = await StartAsync();
        var commands = _rig.Loop.Commands.Count;
        Succeed();
        Succeed();
        Assert.Equal((commands, 0), (_rig.Loop.Commands.Count, Tasks.Get(id).Choices));
    }

    [Fact]
    public async Task Primitive_OutOfTime_IsOverAndTheNextIsChosen()
    {
        var id = await StartAsync();
        Choose(Lift);
        Run(TimeSpan.FromSeconds(0.5));
        Assert.Equal("lift the cube", _rig.Source.GoalsSet[^1]);
        Run(TimeSpan.FromSeconds(1));
        Assert.Equal("?", _rig.Source.GoalsSet[^1]);
        Assert.Equal((RobotTaskState.Running, 1), (Tasks.Get(id).State, Tasks.Get(id).Attempt));
    }

    [Fact]
    public async Task Primitive_ThatNothingElseEnds_EndsWithAVerdict()
    {
        var id = await StartAsync(success: null);
        Choose(Reach);
        Succeed();
        Assert.Equal("reach for the cube", _rig.Source.GoalsSet[^1]);

        await Tasks.ReportVerdictAsync(id, VerdictKind.Success, "alice", "", finish: false);

        Assert.Equal("?", _rig.Source.GoalsSet[^1]);
        Assert.False(Tasks.Get(id).IsOver);
    }

    [Fact]
    public async Task Choices_MoreThanThePackageAllows_FailByName()
    {
        var id = await StartAsync(max: 3);
        for (var i = 0; i < 3; i++)
        {
            Choose(Reach);
            Succeed();
            Assert.False(Tasks.Get(id).IsOver);
        }

        Choose(Grasp);
        Assert.Equal((RobotTaskState.Failed, StopCause.ChoicesExhausted, 3), (Tasks.Get(id).State, Tasks.Get(id).Cause, Tasks.Get(id).Choices));
    }

    [Fact]
    public async Task Retry_FromTheSafePose_ChoosesAnew()
    {
        var id = await StartAsync();
        Choose(Reach);
        _rig.Loop.RequestStop(StopCause.OperatorPause, StopKind.Hold);
        Look();
        await Tasks.RetryAsync(id);
        Look();

        Assert.Equal((RobotTaskState.Running, 2, "?"), (Tasks.Get(id).State, Tasks.Get(id).Attempt, _rig.Source.GoalsSet[^1]));
        Choose(Grasp);
        Assert.Equal(("grasp", "close the gripper", 2, 0), Shown(id));
    }

    [Fact]
    public async Task Held_WithoutAChoice_ShowsTheCauseAndBeginsNothing()
    {
        var id = await StartAsync();
        _rig.Loop.Enter(ControlMode.Holding, StopCause.NoChoice);
        Look();
        Assert.Equal((RobotTaskState.Held, StopCause.NoChoice, 0), (Tasks.Get(id).State, Tasks.Get(id).Cause, Tasks.Get(id).Choices));
        Assert.Equal(["?"], _rig.Source.GoalsSet);
    }

    [Fact]
    public async Task Start_WithAGoalOrSteps_AsksTheSelectorNothing()
    {
        await LoadAsync(new SuccessRule(), 50);
        var id = (await Tasks.StartAsync(new TaskStart { StartedBy = "alice", Goal = new Goal { Text = "wave" } })).Id;
        Choose(Reach);
        Assert.Equal(["wave"], _rig.Source.GoalsSet);
        Assert.Equal(0, Tasks.Get(id).Choices);
    }

    [Fact]
    public async Task AnotherGoalOrSteps_ForATaskWhosePackageChooses_AreRefused()
    {
        var id = await StartAsync();
        Assert.Equal(
            OperationError.Invalid,
            (await Assert.ThrowsAsync<OperationException>(() => Tasks.ChangeGoalAsync(id, new Goal { Text = "wave" }))).Error);
        Assert.Equal(
            OperationError.Invalid,
            Assert.Throws<OperationException>(() => Tasks.AppendSteps(
                id, [new TaskStep(new Goal { Text = "wave" }, StepEnd.Unspecified, TimeSpan.Zero)])).Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task History_OfAnyChoices_IsTheLastSixPaddedOnTheLeft(int seed)
    {
        var random = new Random(seed);
        await StartAsync();
        var chosen = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal([.. Enumerable.Repeat(0, Math.Max(0, 6 - chosen.Count)), .. chosen.TakeLast(6)], _rig.Source.Asked);
            chosen.Add(random.Next(Reach, Done));
            Choose(chosen[^1]);
            Succeed();
        }
    }

    [Fact]
    public async Task Start_TextStepsForAPackageThatTakesNoText_AreRefused()
    {
        await _rig.LoadAsync();
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(new TaskStart
        {
            StartedBy = "alice",
            Steps = new TaskSteps([new TaskStep(new Goal { Text = "wave" }, StepEnd.Verdict, TimeSpan.Zero)]),
        }));
        Assert.Equal((OperationError.Invalid, "steps[0].goal.text"), (refusal.Error, refusal.Fields[0].Field));
    }

    private async Task LoadAsync(SuccessRule? success, int max)
    {
        _rig.Loop.HasSafePose = true;
        (_rig.Source.Goals, _rig.Source.RequiresGoal, _rig.Source.Success) = ([GoalKind.Text], true, success);
        _rig.Source.Selector = new SelectorSpec
        {
            Primitives = [new("reach", "reach for the cube", 0), new("grasp", "close the gripper", 0), new("lift", "lift the cube", 1)],
            MaxChoices = max,
        };
        await _rig.LoadAsync();
    }

    private Task<string> StartAsync(int max = 50) => StartAsync(new SuccessRule(), max);

    private async Task<string> StartAsync(SuccessRule? success, int max = 50)
    {
        await LoadAsync(success, max);
        return (await Tasks.StartAsync(new TaskStart { StartedBy = "alice" })).Id;
    }

    private (string Primitive, string Goal, int Choices, int Retries) Shown(string id)
    {
        var task = Tasks.Get(id);
        return (task.Primitive, task.Goal!.Text, task.Choices, task.PrimitiveRetries);
    }

    private void Choose(int choice) => Say(PolicySignals.None with { Choice = choice });

    private void Succeed() => Say(new PolicySignals(float.NaN, 0.9f, float.NaN));

    private void Say(PolicySignals signals)
    {
        _rig.Loop.Signals = signals;
        Look();
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
