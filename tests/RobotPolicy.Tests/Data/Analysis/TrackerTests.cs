using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;

namespace RobotPolicy.Tests.Data.Analysis;

public sealed class TrackerTests
{
    [Fact]
    public void Tasks_AVerdictAfterTheEnd_CountsAndTheEndStays()
    {
        var tasks = new TaskTracker();
        tasks.Add(Task(10, "running", "\"text\":\"lift\""));
        Assert.Equal("t", tasks.Current?.Id);
        tasks.Add(Task(20, "ended", "\"verdict\":null"));
        Assert.Null(tasks.Current);
        tasks.Add(Task(30, "ended", "\"verdict\":\"success\",\"verdict_by\":\"ann\""));

        var task = Assert.Single(tasks.Tasks);
        Assert.Equal((10, 20L, "lift", "success", "ann", 30L), (task.StartNs, task.EndNs, task.Text, task.Verdict, task.VerdictBy, task.SucceededNs));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[{}]")]
    [InlineData("{\"state\":7,\"verdict\":[],\"attempt\":\"x\"}")]
    [InlineData("{\"attempt\":1e99}")]
    public void Tasks_HostileData_IsATaskThatSaysNothing(string data)
    {
        var tasks = new TaskTracker();
        var task = tasks.Add(new LoggedEvent(5, LogEvents.Task, "t", data));
        Assert.Equal(new TaskSpan("t", 5), task);
    }

    [Fact]
    public void Tasks_BeyondTheLimit_AreCounted()
    {
        var tasks = new TaskTracker(limit: 1);
        tasks.Add(new LoggedEvent(0, LogEvents.Task, "a", "{}"));
        Assert.Null(tasks.Add(new LoggedEvent(0, LogEvents.Task, "b", "{}")));
        Assert.Null(tasks.Add(new LoggedEvent(0, LogEvents.Alert, "c", "{}")));
        Assert.Equal((1, 1L), (tasks.Tasks.Count, tasks.LeftOut));
    }

    [Fact]
    public void Disagreement_OverlappingChunks_AreComparedAtTheSameInstants()
    {
        var sample = new Reservoir<double>(100, 1);
        var disagreement = new ChunkDisagreement([2.0], sample);
        disagreement.Add(Chunk(startNs: 0, epoch: 1, 0, 1, 2, 3));
        disagreement.Add(Chunk(startNs: 200, epoch: 1, 2.2, 3.2, 4, 5));
        disagreement.Add(Chunk(startNs: 300, epoch: 2, 9, 9, 9, 9));
        disagreement.Add(Chunk(startNs: 0, epoch: 2, 9, 9, 9, 9));

        Assert.Equal([0.01, 0.01], sample.Items.Select(each => Math.Round(each, 9)));
    }

    [Theory]
    [InlineData(ControlMode.Running, CommandSource.Policy, StopCause.None, Phase.Policy)]
    [InlineData(ControlMode.Running, CommandSource.Hold, StopCause.None, Phase.Waiting)]
    [InlineData(ControlMode.Human, CommandSource.Human, StopCause.None, Phase.Human)]
    [InlineData(ControlMode.Holding, CommandSource.Retreat, StopCause.Retrying, Phase.Retry)]
    [InlineData(ControlMode.Holding, CommandSource.Hold, StopCause.ChunkLate, Phase.Hold)]
    [InlineData(ControlMode.EmergencyStop, CommandSource.None, StopCause.OperatorRequest, Phase.Stop)]
    [InlineData((ControlMode)77, CommandSource.None, StopCause.None, Phase.Idle)]
    public void Phase_OfATick_IsWhoMovesTheArm(ControlMode mode, CommandSource source, StopCause cause, Phase expected) =>
        Assert.Equal(expected, Phases.Of(new TickRecord { Mode = mode, Source = source, Cause = cause }));

    private static LoggedEvent Task(long timeNs, string state, string more) => new(timeNs, LogEvents.Task, "t", $"{{\"state\":\"{state}\",{more}}}");

    private static LoggedInference Chunk(long startNs, long epoch, params double[] actions) => new()
    {
        Request = new InferenceRequest(1, epoch, 0),
        Outcome = InferenceOutcome.Ok,
        ChunkStartNs = startNs,
        IntervalNs = 100,
        Horizon = actions.Length,
        Actions = actions,
    };
}
