using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Inferences;

public sealed class InferenceScoringTests
{
    private readonly FakeClock _clock = new();
    private readonly FakeRobot _robot = new(cameras: 0);
    private readonly FakePolicy _policy;
    private readonly FakeMonitor _monitor = new();
    private long _requests;

    public InferenceScoringTests() => _policy = new FakePolicy(_robot.Robot);

    [Fact]
    public void Run_WithoutAMonitor_IsOff()
    {
        var result = Serve(Runner(null));
        Assert.Equal((InferenceOutcome.Ok, default(FailureReport)), (result.Outcome, result.Failure));
    }

    [Fact]
    public void Run_WithAMonitor_CarriesItsReportWithTheChunksNumbers()
    {
        var result = Serve(Runner(_monitor), epoch: 4);
        Assert.Equal(
            (FailureState.Quiet, result.Chunk.Id, 4, 0.5),
            (result.Failure.State, result.Failure.ChunkId, result.Failure.Epoch, result.Failure.Ratio));
    }

    [Fact]
    public void Run_ScoringTime_IsNotTheModels()
    {
        var result = Serve(Runner(new SlowMonitor(_clock)));
        Assert.Equal((SlowMonitor.TakesNs, 1_000_000), (result.ScoringNs, result.ModelNs));
        Assert.True(result.TotalNs >= SlowMonitor.TakesNs);
    }

    [Theory]
    [InlineData(PolicyStatus.GraphFailed)]
    [InlineData(PolicyStatus.NonFiniteOutput)]
    [InlineData(PolicyStatus.InvalidState)]
    public void Run_InferenceThatComesToNothing_WasNotScored(PolicyStatus status)
    {
        var runner = Runner(_monitor);
        Assert.Equal(FailureState.Quiet, Serve(runner).Failure.State);
        _policy.Status = status;
        var result = Serve(runner);
        Assert.Equal(
            (FailureState.Degraded, DegradedReason.NotScored, _requests),
            (result.Failure.State, result.Failure.Reason, result.Failure.ChunkId));
        Assert.Equal(0, result.ScoringNs);
    }

    [Fact]
    public void Run_PolicyThrows_WasNotScored()
    {
        _policy.Throws = new InvalidOperationException("broken policy");
        var result = Serve(Runner(_monitor));
        Assert.Equal((FailureState.Degraded, DegradedReason.NotScored), (result.Failure.State, result.Failure.Reason));
    }

    [Fact]
    public void Run_BeginThrows_JudgesNothingOfTheEpoch()
    {
        var runner = Runner(_monitor);
        _monitor.BeginThrows = new InvalidOperationException("broken monitor");
        Assert.Equal(DegradedReason.ScoreThrew, Serve(runner).Failure.Reason);
        _monitor.BeginThrows = null;
        Assert.Equal(DegradedReason.ScoreThrew, Serve(runner).Failure.Reason);
        Assert.Equal((FailureState.Quiet, 1), (Serve(runner, epoch: 2).Failure.State, runner.MonitorFailureCount));
    }

    [Fact]
    public void Run_NewEpoch_BeginsTheMonitorOnceAndSaysWhetherATaskStarts()
    {
        var runner = Runner(_monitor);
        Serve(runner, isTaskStart: true);
        Serve(runner, isTaskStart: true);
        Serve(runner, epoch: 2);
        Assert.Equal([true, false], _monitor.Begins);
    }

    [Fact]
    public void Run_Sink_SeesTheReportWithTheChunk()
    {
        var runner = Runner(_monitor);
        Serve(runner, isTaskStart: true);
        Assert.Equal((1, FailureState.Quiet, true), (_monitor.ObservedCount, _monitor.Observed.State, _monitor.ObservedTaskStart));
        _policy.Status = PolicyStatus.NonFiniteOutput;
        Serve(runner);
        Assert.Equal(1, _monitor.ObservedCount);
    }

    [Fact]
    public void Run_SinkThrows_IsCountedAndTheChunkIsUsable()
    {
        var runner = Runner(_monitor);
        _monitor.SinkThrows = new InvalidOperationException("broken recorder");
        var result = Serve(runner);
        Assert.Equal((InferenceOutcome.Ok, FailureState.Quiet), (result.Outcome, result.Failure.State));
        Assert.Equal((1, "broken recorder"), (runner.SinkFailureCount, runner.LastException?.Message));
        Assert.Equal(0, runner.FailureCount);
    }

    private InferenceRunner Runner(IFailureMonitor? monitor) =>
        new(_policy, _policy.Binding, _robot, new ObservationOptions(), _clock, monitor: monitor, sink: monitor as IInferenceSink);

    private InferenceResult Serve(InferenceRunner runner, long epoch = 1, bool isTaskStart = false)
    {
        _clock.NowNs += 10_000_000;
        _robot.ReportJoints(_clock.NowNs);
        var result = runner.CreateResult();
        runner.Run(new InferenceRequest(++_requests, epoch, _clock.NowNs, IsTaskStart: isTaskStart), result);
        return result;
    }

    private sealed class SlowMonitor(FakeClock clock) : IFailureMonitor
    {
        public const long TakesNs = 7_000_000;

        public IReadOnlyList<string> Scores { get; } = ["slow"];

        public void Begin(bool isTaskStart)
        {
        }

        public FailureReport Assess(PolicyInsight insight, ActionChunk chunk)
        {
            clock.NowNs += TakesNs;
            return new FailureReport { State = FailureState.Quiet };
        }
    }
}
