using RobotPolicy.Api.V1;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using PolicySignals = RobotPolicy.Control.Model.PolicySignals;
using Task = System.Threading.Tasks.Task;

namespace RobotPolicy.Tests.Operations;

public sealed class TaskGoalTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Start_GoalThatThePackageTakes_ReachesThePolicyBeforeTheTaskBegins()
    {
        await LoadAsync(GoalKind.Text);
        await Tasks.StartAsync(Start("blue disc"));
        Assert.Equal(["blue disc"], _rig.Source.GoalsSet);
    }

    [Fact]
    public async Task Start_WithoutGoalWhereOneIsNeeded_IsRefusedAndSaysWhichAreTaken()
    {
        _rig.Source.RequiresGoal = true;
        await LoadAsync(GoalKind.Image, GoalKind.Sketch);

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Start("blue disc")));

        Assert.Equal(OperationError.Invalid, refusal.Error);
        Assert.Contains("image, sketch", refusal.Message + string.Join(' ', refusal.Fields.Select(f => f.Expected)), StringComparison.Ordinal);
        Assert.Null(Tasks.Current);
        Assert.Empty(_rig.Source.GoalsSet);
    }

    [Fact]
    public async Task Start_TextForAPackageWithoutGoals_IsTheNameOfTheTask()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start("pick"));
        Assert.Equal("pick", task.Goal!.Text);
    }

    [Fact]
    public async Task Start_GoalThatCannotBeUsed_SaysWhy()
    {
        await LoadAsync(GoalKind.Text);
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Tasks.StartAsync(Start("gibberish")));
        Assert.Contains("no word of it is known", string.Join(' ', refusal.Fields.Select(f => f.Actual)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeGoal_WhileRunning_RaisesTheEpoch()
    {
        await LoadAsync(GoalKind.Text);
        var task = await Tasks.StartAsync(Start("blue disc"));
        var epoch = _rig.Loop.ReadStatus().Epoch;

        var changed = await Tasks.ChangeGoalAsync(task.Id, new Goal { Text = "green disc" });

        Assert.Equal("green disc", changed.Goal!.Text);
        Assert.Equal(["blue disc", "green disc"], _rig.Source.GoalsSet);
        Assert.Equal(epoch + 1, _rig.Loop.ReadStatus().Epoch);
    }

    [Fact]
    public async Task ChangeGoal_OfAKindThatIsNotTaken_ChangesNothing()
    {
        await LoadAsync(GoalKind.Image);
        var task = await Tasks.StartAsync(Start("a name"));
        await Assert.ThrowsAsync<OperationException>(() => Tasks.ChangeGoalAsync(task.Id, new Goal { Text = "green disc" }));
        Assert.Equal("a name", Tasks.Current!.Goal!.Text);
    }

    [Fact]
    public async Task ChangeGoal_OfATaskThatIsOver_IsRefused()
    {
        await LoadAsync(GoalKind.Text);
        var task = await Tasks.StartAsync(Start("blue disc"));
        await Tasks.StopAsync(task.Id);
        _rig.Room.Look();
        _rig.Room.Look();
        _rig.Room.Look();
        await Assert.ThrowsAsync<OperationException>(() => Tasks.ChangeGoalAsync(task.Id, new Goal { Text = "green disc" }));
    }

    [Fact]
    public async Task Correct_ByPhraseWhereThePackageListens_IsAnotherGoal()
    {
        await LoadAsync(GoalKind.Text);
        await Tasks.StartAsync(Start("blue disc"));

        await _rig.Room.Intervention.CorrectAsync("a little to the left");

        Assert.Equal("a little to the left", Tasks.Current!.Goal!.Text);
    }

    [Fact]
    public async Task Progress_IsWhatThePolicySaidLast()
    {
        await _rig.LoadAsync();
        var task = await Tasks.StartAsync(Start("pick"));
        Assert.Null(Tasks.Get(task.Id).Progress);

        _rig.Loop.Signals = new PolicySignals(0.25f, float.NaN, float.NaN);
        _rig.Room.Look();
        Assert.Equal(0.25, Tasks.Get(task.Id).Progress);

        // A new epoch knows nothing yet; what was said before stands, and beyond the whole is the whole.
        _rig.Loop.Signals = PolicySignals.None;
        _rig.Room.Look();
        Assert.Equal(0.25, Tasks.Get(task.Id).Progress);
        _rig.Loop.Signals = new PolicySignals(1.5f, float.NaN, float.NaN);
        _rig.Room.Look();
        Assert.Equal(1, Tasks.Get(task.Id).Progress);
    }

    private TaskBook Tasks => _rig.Room.Tasks;

    private Task LoadAsync(params GoalKind[] goals)
    {
        _rig.Source.Goals = goals;
        return _rig.LoadAsync();
    }

    private static TaskStart Start(string text) => new() { Goal = new Goal { Text = text }, StartedBy = "alice" };
}
