using System.Diagnostics;
using RobotPolicy.Control.Model;
using RobotPolicy.Server.Operations.Tasks;
using RobotPolicy.Server.Telemetry.Tracing;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Transport;
using Goal = RobotPolicy.Api.V1.Goal;

namespace RobotPolicy.Tests.Telemetry.Tracing;

public sealed class TaskSpansTests : IDisposable
{
    private readonly OperationsRig _rig = new(new ManualTime());
    private readonly ServiceTraces _traces;
    private readonly TaskSpans _spans;

    public TaskSpansTests()
    {
        _traces = new ServiceTraces(_rig.Loop.Clock, TimeProvider.System);
        _spans = new TaskSpans(_rig.Room.Tasks, _traces);
    }

    public void Dispose()
    {
        _spans.Dispose();
        _traces.Dispose();
        _rig.Dispose();
    }

    [Fact]
    public async Task Task_IsASpanWithItsStatesAsEvents()
    {
        using var spans = new SpanCollector(_traces.Source);
        var task = await StartAsync();
        Look();
        Assert.NotNull(_traces.Task);
        await _rig.Room.Tasks.PauseAsync(task.Id);
        Look();
        await _rig.Room.Tasks.ResumeAsync(task.Id);
        Look();
        await _rig.Room.Tasks.StopAsync(task.Id);
        Look();

        var span = spans.Single(SpanNames.Task);
        Assert.Null(_traces.Task);
        Assert.Equal(
            (task.Id, "pick", "the cube", "alice", "Ended"),
            (span.GetTagItem(SpanNames.TaskId), span.GetTagItem(SpanNames.Policy), span.GetTagItem(SpanNames.TaskText), span.GetTagItem(SpanNames.StartedBy), span.GetTagItem(SpanNames.TaskState)));
        Assert.Equal(["Paused", "Running"], span.Events.Select(happened => happened.Name).Where(name => name is "Paused" or "Running"));
        Assert.Equal(nameof(StopCause.OperatorPause), span.Events.First(happened => happened.Name == "Paused").Tags.Single(tag => tag.Key == SpanNames.Cause).Value);
        Assert.Null(Activity.Current);
    }

    [Fact]
    public async Task NextTask_HasASpanOfItsOwn()
    {
        using var spans = new SpanCollector(_traces.Source);
        for (var i = 0; i < 2; i++)
        {
            var task = await StartAsync();
            Look();
            await _rig.Room.Tasks.StopAsync(task.Id);
            Look();
        }

        Assert.Equal(2, spans.Spans.Count(span => span.OperationName == SpanNames.Task));
        Assert.Equal(2, spans.Spans.Select(span => span.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task ServiceEnds_EndsTheSpan()
    {
        using var spans = new SpanCollector(_traces.Source);
        await StartAsync();
        Look();
        _spans.Dispose();
        Assert.Equal("Running", spans.Single(SpanNames.Task).GetTagItem(SpanNames.TaskState));
    }

    [Fact]
    public async Task NobodyListens_NothingIsMade()
    {
        await StartAsync();
        Look();
        Assert.Null(_traces.Task);
    }

    private async Task<RobotTask> StartAsync()
    {
        if (_rig.Room.Policies.Active.Length == 0)
            await _rig.LoadAsync();
        return await _rig.Room.Tasks.StartAsync(new TaskStart { StartedBy = "alice", Goal = new Goal { Text = "the cube" } });
    }

    private void Look()
    {
        _rig.Room.Look();
        _spans.Observe(_rig.Loop.ReadStatus());
    }
}
