using Microsoft.Extensions.Logging.Abstractions;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure.Calibration;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Server.Operations.Rollouts;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Inference.Failure.Rollouts;
using RobotPolicy.Tests.Transport;

namespace RobotPolicy.Tests.Operations;

/// <summary>Rollouts of tasks, from the calls to the files.</summary>
public sealed class RolloutRecorderTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-rollouts-").FullName;
    private readonly RolloutSource _source = new(
        new RolloutCollector(SyntheticRollout.Call(0).Insight, SyntheticRollout.Horizon, 2), "test", SyntheticRollout.Hash);

    private long _free = long.MaxValue;
    private long _epoch;
    private RolloutRecorder? _recorder;

    private TaskBook Tasks => _rig.Room.Tasks;

    private RolloutRecorder Recorder => _recorder ??= new RolloutRecorder(
        new RolloutShelf(_folder, () => _free), Tasks, _ => _source, _rig.Room.Alerts, NullLogger<RolloutRecorder>.Instance);

    public void Dispose()
    {
        _rig.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Task_WithAVerdict_IsAFileThatSaysSo()
    {
        var id = await StartAsync();
        await Tasks.ReportVerdictAsync(id, VerdictKind.Success, "alice", "", finish: true);
        Look();
        await DrainAsync();

        var rollout = Read(id);
        Assert.Equal((RolloutOutcome.Success, false, "test", 3), (rollout.Info.Outcome, rollout.Info.IsInterrupted, rollout.Info.Package, rollout.Count));
        Assert.Equal((1L, 0L), (Recorder.WrittenCount, Recorder.LostCount));
        var found = RolloutFolder.Read(_folder, SyntheticRollout.Hash, null, CancellationToken.None);
        Assert.Equal((1, 0), (found.Successes.Count, found.LeftOut.Count));
    }

    [Fact]
    public async Task Task_WithoutAVerdict_IsUnsure_UntilSomebodySaysMore()
    {
        var id = await StartAsync();
        await EndAsync(id);
        await Tasks.ReportVerdictAsync(id, VerdictKind.Failure, "alice", "", finish: false);
        var calls = _source.Collector.Count;
        Look();
        await DrainAsync();

        Assert.Equal((0, RolloutOutcome.Failure), (calls, Read(id).Info.Outcome));
        Assert.Equal(0, Recorder.LostCount);
    }

    [Fact]
    public async Task Task_ThatNobodyJudged_IsUnsure()
    {
        var id = await StartAsync();
        await EndAsync(id);
        await DrainAsync();

        Assert.Equal(RolloutOutcome.Unsure, Read(id).Info.Outcome);
    }

    [Fact]
    public async Task Task_ThatWasHeld_IsMarked_AndCalibrationLeavesItOut()
    {
        var id = await StartAsync();
        _rig.Loop.RequestStop(StopCause.OperatorPause, StopKind.Hold);
        Look();
        await Tasks.ResumeAsync(id);
        await Tasks.ReportVerdictAsync(id, VerdictKind.Success, "alice", "", finish: true);
        Look();
        await DrainAsync();

        Assert.True(Read(id).Info.IsInterrupted);
        var found = RolloutFolder.Read(_folder, SyntheticRollout.Hash, null, CancellationToken.None);
        Assert.Empty(found.Successes);
        Assert.Contains("interrupted", Assert.Single(found.LeftOut).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disk_NearlyFull_NothingIsWritten_AndOneAlertSaysSoUntilThereIsRoom()
    {
        _free = RolloutShelf.ReservedBytes;
        await EndAsync(await StartAsync());
        await EndAsync(await StartAsync(load: false));
        await DrainAsync();

        Assert.Equal((0L, 2L), (Recorder.WrittenCount, Recorder.LostCount));
        Assert.Empty(Directory.GetFiles(_folder));
        var alert = Assert.Single(_rig.Room.Alerts.List(true, 0, "").Items, alert => alert.Note.Source == RolloutRecorder.Source);
        Assert.Contains("512 MiB", alert.Note.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tasks_FasterThanTheDisk_AreCounted()
    {
        for (var i = 0; i < RolloutRecorder.Capacity + 2; i++)
            await EndAsync(await StartAsync(load: i == 0));
        await DrainAsync();

        Assert.Equal((RolloutRecorder.Capacity, 2L), (Recorder.WrittenCount, Recorder.LostCount));
        Assert.Equal(RolloutRecorder.Capacity, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task Task_WithoutACall_LeavesNothing()
    {
        await EndAsync(await StartAsync(calls: 0));
        await DrainAsync();

        Assert.Empty(Directory.GetFiles(_folder));
        Assert.Equal((0L, 0L), (Recorder.WrittenCount, Recorder.LostCount));
    }

    private async Task<string> StartAsync(bool load = true, int calls = 3)
    {
        if (load)
            await _rig.LoadAsync();
        var task = await Tasks.StartAsync(new TaskStart { StartedBy = "alice" });
        Look();
        _epoch++;
        for (var call = 0; call < calls; call++)
        {
            var (insight, chunk) = SyntheticRollout.Call(call);
            chunk.Epoch = _epoch;
            _source.Collector.Add(insight, chunk, isTaskStart: true);
        }

        return task.Id;
    }

    private async Task EndAsync(string id)
    {
        await Tasks.StopAsync(id);
        Look();
        Assert.True(Tasks.Get(id).IsOver);
    }

    private void Look()
    {
        for (var i = 0; i < 3; i++)
        {
            _rig.Room.Look();
            Recorder.Observe(_rig.Loop.ReadStatus());
        }
    }

    /// <summary>Writes all that waits; nothing is taken after it.</summary>
    private Task DrainAsync() => Recorder.RunAsync(new CancellationToken(canceled: true));

    private Rollout Read(string id)
    {
        var errors = new List<PackageError>();
        var rollout = RolloutFile.Read(Path.Combine(_folder, id + RolloutFile.Extension), errors);
        Assert.Empty(errors);
        return rollout!;
    }
}
