using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Inference.Replay;
using RobotPolicy.Server.Operations;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Data.Analysis;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations.Logs;

/// <summary>What is refused, how many at a time, and what is given up: around a loop without a robot.</summary>
public sealed class LogDeskTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("robotpolicy-desk-").FullName;
    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _gate = new(true);
    private readonly SemaphoreSlim _entered = new(0);
    private readonly OperationsRig _rig;

    public LogDeskTests()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_root, "run")).FullName;
        TestLog.WriteTwoTasks(Path.Combine(folder, "run_0.mcap"));
        _rig = new OperationsRig(_time, logs: new LogOptions
        {
            Folders = [_root],
            OpenPolicies = (robot, find, _) => new PackagePolicies(robot, find, () => throw new InvalidOperationException("no package is loaded in these tests")),
        });
    }

    private LogDesk Logs => _rig.Room.Logs;

    public void Dispose()
    {
        _gate.Set();
        _rig.Dispose();
        _gate.Dispose();
        _entered.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task WithoutAFolder_TheListIsEmpty_AndTheRestSaysWhatToDo()
    {
        using var rig = new OperationsRig(_time);
        var logs = rig.Room.Logs;

        Assert.Empty(logs.List(0, "").Items);
        foreach (var call in new Func<Task>[]
        {
            () => logs.ReadAsync("run", 100, _ => { }, default),
            () => logs.CompareAsync("run", "", 100, _ => { }, default),
            () => logs.GetMomentAsync("run", 0, default),
            () => logs.GetPictureAsync("run", new LogPictureOrder("front", 0, 75, 0), default),
            () => logs.LabelAsync("run", "task-1", "success", "", default),
        })
        {
            var refusal = await Assert.ThrowsAsync<OperationException>(call);
            Assert.Equal((OperationError.Precondition, StopCause.None), (refusal.Error, refusal.Cause));
            Assert.Contains("--record DIR", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Read_ATimeline_TellsItsTasksWithTheirLabels()
    {
        var (labelled, clock) = await Logs.LabelAsync("run", "task-1", "failure", "it slipped", default);

        var timeline = await Logs.ReadAsync("run", 100, _ => { }, default);

        Assert.Equal(("failure", "label", 1, 1, 1), (labelled.Outcome, labelled.OutcomeBy, labelled.Takeovers, labelled.Holds, labelled.Alarms));
        Assert.Equal((0.5, 6.5), (Math.Round(clock.Seconds(labelled.Span.StartNs), 3), Math.Round(clock.Seconds(labelled.EndNs), 3)));
        Assert.Equal([("task-1", "failure", "label"), ("task-2", "failure", "verdict")], timeline.Tasks.Select(task => (task.Span.Id, task.Outcome, task.OutcomeBy)));
        Assert.Empty(timeline.Problems);
        Assert.Equal("it slipped", LogLabels.Read(Path.Combine(_root, "run")).Newest["task-1"].Comment);
    }

    [Fact]
    public async Task Label_ATaskThatIsNotThere_WritesNothing()
    {
        Assert.Equal(OperationError.NotFound, (await Assert.ThrowsAsync<OperationException>(() => Logs.LabelAsync("run", "task-9", "success", "", default))).Error);
        Assert.False(File.Exists(LogLabels.PathOf(Path.Combine(_root, "run"))));
    }

    [Fact]
    public async Task Read_MoreThanAtATime_IsExhaustedUntilOneIsDone()
    {
        _gate.Reset();
        var running = Enumerable.Range(0, LogDesk.MaxReading).Select(_ => Task.Run(() => Logs.ReadAsync("run", 100, Block, default))).ToList();
        foreach (var _ in running)
            await _entered.WaitAsync();

        Assert.Equal(OperationError.Exhausted, (await Assert.ThrowsAsync<OperationException>(() => Logs.ReadAsync("run", 100, _ => { }, default))).Error);

        _gate.Set();
        await Task.WhenAll(running);
        Assert.Equal(2, (await Logs.ReadAsync("run", 100, _ => { }, default)).Tasks.Count);
    }

    [Fact]
    public async Task Read_ClientGoesAway_IsGivenUpAndLeavesItsPlace()
    {
        using var gone = new CancellationTokenSource();
        _gate.Reset();
        var running = Enumerable.Range(0, LogDesk.MaxReading).Select(_ => Task.Run(() => Logs.ReadAsync("run", 100, Block, gone.Token))).ToList();
        foreach (var _ in running)
            await _entered.WaitAsync();
        await gone.CancelAsync();
        _gate.Set();

        foreach (var read in running)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        Assert.Equal(2, (await Logs.ReadAsync("run", 100, _ => { }, default)).Tasks.Count);
    }

    [Fact]
    public async Task Compare_WhileARobotIsBusy_IsRefused()
    {
        await _rig.LoadAsync();
        _rig.Loop.Enter(ControlMode.Running, StopCause.None);

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Logs.CompareAsync("run", "", 100, _ => { }, default));

        Assert.Equal((OperationError.Precondition, ControlMode.Running), (refusal.Error, refusal.Mode));
        Assert.Contains("Stop the task", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_ATaskBegins_IsAborted()
    {
        _gate.Reset();
        var comparing = Task.Run(() => Logs.CompareAsync("run", "", 100, Block, default));
        await _entered.WaitAsync();
        Assert.Equal(OperationError.Exhausted, (await Assert.ThrowsAsync<OperationException>(() => Logs.CompareAsync("run", "", 100, _ => { }, default))).Error);

        _rig.Loop.Enter(ControlMode.Running, StopCause.None);
        _gate.Set();

        Assert.Equal(OperationError.Aborted, (await Assert.ThrowsAsync<OperationException>(() => comparing)).Error);
    }

    [Fact]
    public async Task Compare_APackageThatIsNotThere_IsNotFound() => Assert.Equal(
        OperationError.NotFound, (await Assert.ThrowsAsync<OperationException>(() => Logs.CompareAsync("run", "no such package", 100, _ => { }, default))).Error);

    [Fact]
    public async Task Moment_ADamagedRecording_SaysSoAndIsReadAgainOnceItIsMended()
    {
        var file = Path.Combine(_root, "run", "run_0.mcap");
        var whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllTextAsync(file, "this is no recording");

        var refusal = await Assert.ThrowsAsync<OperationException>(() => Logs.GetMomentAsync("run", 1, default));
        await File.WriteAllBytesAsync(file, whole);
        var (moment, _, clock, _) = await Logs.GetMomentAsync("run", 1, default);

        Assert.Equal(OperationError.Precondition, refusal.Error);
        Assert.Contains("run_0.mcap", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, clock.Seconds(moment.Tick.Record.TimeNs), 6);
    }

    [Fact]
    public async Task Picture_OfAnUnknownCamera_NamesThoseThatThereAre()
    {
        var refusal = await Assert.ThrowsAsync<OperationException>(() => Logs.GetPictureAsync("run", new LogPictureOrder("nose", 1, 75, 0), default));

        Assert.Equal(OperationError.NotFound, refusal.Error);
        Assert.Contains("wrist", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Whoever is told that a job has begun holds it up until the test goes on.</summary>
    private void Block(LogStep step)
    {
        if (step != LogStep.Begun)
            return;
        _entered.Release();
        _gate.Wait();
    }
}
