using System.Diagnostics;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Server.Telemetry.Tracing;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Telemetry.Tracing;

public sealed class InferenceSpansTests : IDisposable
{
    private readonly FakeClock _clock = new();
    private readonly FakeRobot _robot = new(cameras: 0);
    private readonly FakePolicy _policy;
    private readonly ServiceTraces _traces;
    private readonly Counting _recorder = new();
    private readonly InferenceRunner _runner;
    private readonly InferenceResult _result;
    private long _requests;

    public InferenceSpansTests()
    {
        _policy = new FakePolicy(_robot.Robot);
        _traces = new ServiceTraces(_clock, TimeProvider.System);
        _runner = new InferenceRunner(
            _policy, _policy.Binding, _robot, new ObservationOptions(), _clock, monitor: new FakeMonitor(), sink: new InferenceSpans(_traces, "pick"));
        _result = _runner.CreateResult();
    }

    public void Dispose() => _traces.Dispose();

    [Fact]
    public void Inference_IsASpanFromRequestToChunk()
    {
        using var spans = new SpanCollector(_traces.Source);
        Serve(epoch: 4);

        var span = spans.Single(SpanNames.Inference);
        Assert.Equal(("pick", 4L, _requests, "Ok"), (Tag(span, SpanNames.Policy), Tag(span, SpanNames.Epoch), Tag(span, SpanNames.RequestId), Tag(span, SpanNames.Outcome)));
        Assert.Equal(("Quiet", 0.5), (Tag(span, SpanNames.FailureState), Tag(span, SpanNames.FailureRatio)));
        Assert.Equal(_result.ModelNs / 1e9, Tag(span, SpanNames.ModelTime));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        var chunk = Assert.Single(span.Events);
        Assert.Equal((SpanNames.Chunk, _result.Chunk.Id), (chunk.Name, chunk.Tags.Single(tag => tag.Key == SpanNames.ChunkId).Value));
        Assert.Equal(_result.EndNs - _result.Request.TimeNs, span.Duration.TotalNanoseconds, 100.0);
    }

    [Fact]
    public void Parts_LieInItOneAfterTheOther()
    {
        using var spans = new SpanCollector(_traces.Source);
        Serve();

        var span = spans.Single(SpanNames.Inference);
        var parts = spans.Spans.Where(part => part.ParentSpanId == span.SpanId).OrderBy(part => part.StartTimeUtc).ToList();
        Assert.Equal(new[] { SpanNames.Request, SpanNames.Observation, SpanNames.Model }.Order(), parts.Select(part => part.OperationName).Where(name => name != SpanNames.Scoring).Order());
        Assert.All(parts, part => Assert.True(part.StartTimeUtc >= span.StartTimeUtc.AddMicroseconds(-1) && part.Duration <= span.Duration + TimeSpan.FromMicroseconds(1)));
        Assert.All(parts, part => Assert.Equal(span.TraceId, part.TraceId));
    }

    [Fact]
    public void Inference_StandsInTheSpanOfItsTask()
    {
        using var spans = new SpanCollector(_traces.Source);
        using var task = _traces.Source.StartActivity(SpanNames.Task)!;
        Activity.Current = null;
        _traces.Task = task;
        Serve();
        Assert.Equal(task.SpanId, spans.Single(SpanNames.Inference).ParentSpanId);

        _traces.Task = null;
        Serve();
        Assert.Equal(default, spans.Spans[^1].ParentSpanId);
    }

    [Theory]
    [InlineData(PolicyStatus.GraphFailed, "Failed")]
    [InlineData(PolicyStatus.NonFiniteOutput, "NonFinite")]
    public void InferenceThatFails_IsAnErrorWithoutAChunk(PolicyStatus status, string outcome)
    {
        _policy.Status = status;
        using var spans = new SpanCollector(_traces.Source);
        Serve();

        var span = spans.Single(SpanNames.Inference);
        Assert.Equal((ActivityStatusCode.Error, outcome), (span.Status, span.StatusDescription));
        Assert.Empty(span.Events);
        Assert.Null(Tag(span, SpanNames.FailureRatio));
    }

    [Fact]
    public void NobodyListens_AllocatesNothingAndTheRecorderSeesIt()
    {
        var spans = new InferenceSinks(_recorder, new InferenceSpans(_traces, "pick"));
        Serve();
        for (var i = 0; i < 100; i++)
            spans.OnServed(_result, ((IPolicy)_policy).Insight);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            spans.OnServed(_result, ((IPolicy)_policy).Insight);
        AllocationBudget.Check(AllocationBudget.Inference, GC.GetAllocatedBytesForCurrentThread() - before, 1000);
        Assert.Equal(1100, _recorder.Count);
    }

    private static object? Tag(Activity span, string name) => span.GetTagItem(name);

    private void Serve(long epoch = 1)
    {
        _clock.NowNs += 10_000_000;
        _robot.ReportJoints(_clock.NowNs);
        var requested = _clock.NowNs;
        _clock.NowNs += 3_000_000;
        _runner.Run(new InferenceRequest(++_requests, epoch, requested), _result);
    }

    private sealed class Counting : IInferenceSink
    {
        public int Count { get; private set; }

        public void OnServed(InferenceResult result, PolicyInsight insight) => Count++;
    }
}
