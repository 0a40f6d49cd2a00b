using RobotPolicy.Api.V1;
using RobotPolicy.Control.Modes;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using PolicySignals = RobotPolicy.Control.Model.PolicySignals;
using StepEnd = RobotPolicy.Server.Operations.Tasks.StepEnd;
using StopCause = RobotPolicy.Control.Model.StopCause;
using SuccessRule = RobotPolicy.Control.Model.SuccessRule;
using Task = System.Threading.Tasks.Task;
using TaskStep = RobotPolicy.Server.Operations.Tasks.TaskStep;

namespace RobotPolicy.Tests.Operations;

public sealed class TaskSequenceTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly OperationsRig _rig;

    public TaskSequenceTests() => _rig = new OperationsRig(_time);

    private TaskBook Tasks => _rig.Room.Tasks;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Steps_EachThatSucceeds_LeadsToTheNextGoalAndTheLastEndsTheTask()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"), Step("place"));
        Assert.Equal((1, 2, "pick"), Shown(id));

        Succeed();
        Assert.Equal((2, 2, "place"), Shown(id));
        Assert.Equal((RobotTaskState.Running, LoopCommand.Retask), (Tasks.Get(id).State, _rig.Loop.Commands[^1]));
        Look();
        Assert.Equal((2, 2, "place"), Shown(id));
        Assert.Equal(["pick", "place"], _rig.Source.GoalsSet);

        Succeed();
        Look();
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskSucceeded), (Tasks.Get(id).State, Tasks.Get(id).Cause));
    }

    [Fact]
    public async Task Steps_TheLoopRefusesTheNext_AreShownAsHeld()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"), Step("place"));

        _rig.Loop.Hangs = true;
        Succeed();
        _rig.Loop.Hangs = false;
        Look();

        Assert.Equal((1, 2, "pick"), Shown(id));
        Assert.Equal((RobotTaskState.Held, StopCause.TaskEnded, 1), (Tasks.Get(id).State, Tasks.Get(id).Cause, Tasks.Get(id).Holds));
    }

    [Fact]
    public async Task Steps_OfAPolicyThatSaysNothing_EndWithTheirTime()
    {
        var id = await StartAsync(null, Step("pick") with { TimeLimit = TimeSpan.FromSeconds(1) }, Step("place") with { TimeLimit = TimeSpan.FromSeconds(2) });

        Run(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, Tasks.Get(id).Step);
        Run(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Tasks.Get(id).Step);
        Run(TimeSpan.FromSeconds(1));
        Assert.False(Tasks.Get(id).IsOver);
        Run(TimeSpan.FromSeconds(1.5));
        Assert.Equal((RobotTaskState.Ended, StopCause.TaskEnded), (Tasks.Get(id).State, Tasks.Get(id).Cause));
    }

    [Fact]
    public async Task Steps_ThatWaitForAVerdict_EndWithSuccess()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick", StepEnd.Verdict), Step("place"));
        Succeed();
        Assert.Equal(1, Tasks.Get(id).Step);

        await Tasks.ReportVerdictAsync(id, VerdictKind.Success, "alice", "", finish: false);

        Assert.Equal((2, 2, "place"), Shown(id));
    }

    [Fact]
    public async Task Steps_OutOfTimeWithoutSuccess_AreTriedAgain()
    {
        _rig.Source.Success = new SuccessRule();
        _rig.Loop.HasSafePose = true;
        await LoadAsync();
        var id = (await Tasks.StartAsync(new TaskStart
        {
            StartedBy = "alice",
            Retries = 1,
            Steps = new TaskSteps([Step("pick"), Step("place") with { TimeLimit = TimeSpan.FromSeconds(1) }]),
        })).Id;
        Succeed();
        Run(TimeSpan.FromSeconds(1.5));

        Assert.Equal((2, 2, "place"), Shown(id));
        Assert.Equal((RobotTaskState.Running, 2), (Tasks.Get(id).State, Tasks.Get(id).Attempt));
        Assert.Single(_rig.Loop.Commands, command => command == LoopCommand.Retry);
    }

    [Fact]
    public async Task Append_WhileItRuns_AddsSteps()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"));

        Assert.Equal((1, 2), (Tasks.AppendSteps(id, [Step("place")]).Step, Tasks.Get(id).StepCount));
        Succeed();

        Assert.Equal((2, 2, "place"), Shown(id));
        Assert.False(Tasks.Get(id).IsOver);
    }

    [Fact]
    public async Task Append_ToATaskOfOneGoal_MakesItASequence()
    {
        _rig.Source.Success = new SuccessRule();
        await LoadAsync();
        var id = (await Tasks.StartAsync(new TaskStart { StartedBy = "alice", Goal = new Goal { Text = "pick" } })).Id;
        Assert.Equal((0, 0), (Tasks.Get(id).Step, Tasks.Get(id).StepCount));

        Tasks.AppendSteps(id, [Step("place")]);

        Assert.Equal((1, 2, "pick"), Shown(id));
    }

    [Fact]
    public async Task Append_TooManyOrBad_AddsNone()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"));

        Assert.Equal(
            OperationError.Exhausted,
            Assert.Throws<OperationException>(() => Tasks.AppendSteps(id, [.. Enumerable.Repeat(Step("place"), TaskSteps.MaxCount)])).Error);
        Assert.Equal(
            OperationError.Invalid,
            Assert.Throws<OperationException>(() => Tasks.AppendSteps(id, [Step("place"), Step("gibberish")])).Error);
        Assert.Equal(1, Tasks.Get(id).StepCount);
    }

    [Fact]
    public async Task Append_ToATaskThatIsOver_IsRefused()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"));
        await Tasks.StopAsync(id);
        Look();
        Assert.Equal(OperationError.Aborted, Assert.Throws<OperationException>(() => Tasks.AppendSteps(id, [Step("place")])).Error);
    }

    [Theory]
    [InlineData(StepEnd.Success, "steps[1].until")]
    [InlineData(StepEnd.Time, "steps[1].time_limit")]
    public async Task Start_StepThatNothingWouldEnd_IsRefused(StepEnd until, string field)
    {
        await LoadAsync();
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(
            new TaskStart { StartedBy = "alice", Steps = new TaskSteps([Step("pick"), Step("place", until)]) }));
        Assert.Equal((OperationError.Invalid, field), (refusal.Error, refusal.Fields[0].Field));
        Assert.Null(Tasks.Current);
        Assert.Empty(_rig.Source.GoalsSet);
    }

    [Fact]
    public async Task Start_SameRequestWithEqualSteps_IsTheSameTask()
    {
        await LoadAsync();
        TaskStart Again(string last) => new()
        {
            RequestId = "r1",
            StartedBy = "alice",
            Steps = new TaskSteps([Step("pick"), Step(last)]),
        };
        var id = (await Tasks.StartAsync(Again("place"))).Id;

        Assert.Equal(id, (await Tasks.StartAsync(Again("place"))).Id);
        Assert.Equal(OperationError.AlreadyExists, (await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Again("drop")))).Error);
    }

    [Fact]
    public async Task ChangeGoal_InTheMiddle_ReplacesTheCurrentStep()
    {
        var id = await StartAsync(new SuccessRule(), Step("pick"), Step("place"));
        await Tasks.ChangeGoalAsync(id, new Goal { Text = "pick the other" });
        Assert.Equal((1, 2, "pick the other"), Shown(id));
        Succeed();
        Assert.Equal((2, 2, "place"), Shown(id));
    }

    private static TaskStep Step(string text, StepEnd until = StepEnd.Unspecified) => new(new Goal { Text = text }, until, TimeSpan.Zero);

    private async Task LoadAsync()
    {
        _rig.Source.Goals = [GoalKind.Text];
        await _rig.LoadAsync();
    }

    private async Task<string> StartAsync(SuccessRule? rule, params TaskStep[] steps)
    {
        _rig.Source.Success = rule;
        await LoadAsync();
        return (await Tasks.StartAsync(new TaskStart { StartedBy = "alice", Steps = new TaskSteps(steps) })).Id;
    }

    private (int Step, int Count, string Goal) Shown(string id) => (Tasks.Get(id).Step, Tasks.Get(id).StepCount, Tasks.Get(id).Goal!.Text);

    private void Succeed()
    {
        _rig.Loop.Signals = new PolicySignals(float.NaN, 0.9f, float.NaN);
        _rig.Room.Look();
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
