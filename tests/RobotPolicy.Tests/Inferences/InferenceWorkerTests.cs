using System.Diagnostics;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Inferences;

public sealed class InferenceWorkerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MonotonicClock _clock = new(TimeProvider.System);
    private readonly FakeRobot _robot = new(cameras: 0);
    private readonly FakePolicy _policy;
    private readonly InferenceWorker _worker;
    private long _requests;

    public InferenceWorkerTests()
    {
        _policy = new FakePolicy(_robot.Robot);
        _worker = new InferenceWorker(new InferenceRunner(_policy, _policy.Binding, _robot, new ObservationOptions(), _clock));
        _worker.Start();
    }

    public void Dispose() => _worker.Dispose();

    [Fact]
    public void Request_IsAnsweredWithItsOwnIdEpochAndTimes()
    {
        _robot.ReportJoints(_clock.NowNs);
        var answer = Ask(epoch: 7);
        Assert.Equal(InferenceOutcome.Ok, answer.Outcome);
        Assert.Equal((_requests, 7), (answer.Request.Id, answer.Chunk.Epoch));
        Assert.Equal(_requests, answer.Chunk.Id);
        Assert.Equal(1_000_000, answer.ModelNs);
        Assert.InRange(answer.StartNs, answer.Request.TimeNs, answer.EndNs);
        Assert.Equal(answer.EndNs, answer.Chunk.InferenceEndNs);
    }

    [Fact]
    public void Request_PolicyThrows_IsAnOutcomeAndTheThreadLivesOn()
    {
        _robot.ReportJoints(_clock.NowNs);
        _policy.Throws = new InvalidOperationException("broken policy");
        Assert.Equal(InferenceOutcome.Failed, Ask(1).Outcome);
        Assert.Equal("broken policy", _worker.LastException?.Message);
        Assert.Equal(1, _worker.FailureCount);
        _policy.Throws = null;
        _robot.ReportJoints(_clock.NowNs);
        Assert.Equal(InferenceOutcome.Ok, Ask(1).Outcome);
    }

    [Fact]
    public void Request_WithoutJointStates_SaysSo()
    {
        var answer = Ask(1);
        Assert.Equal(InferenceOutcome.NoObservation, answer.Outcome);
        Assert.Equal(ObservationStatus.JointStateMissing, answer.Observation.Status);
        Assert.Equal(0, _worker.FailureCount);
    }

    [Fact]
    public void Request_NewEpoch_ResetsThePolicyOnce()
    {
        _robot.ReportJoints(_clock.NowNs);
        Ask(1);
        Ask(1);
        Ask(2);
        Assert.Equal(2, _policy.ResetCount);
    }

    [Fact]
    public void Request_ChunkInUse_IsWhatThePolicyContinues()
    {
        _robot.ReportJoints(_clock.NowNs);
        Ask(1);
        Assert.Equal((0, 0), (_policy.Prior.Count, _policy.Prior.DelaySteps));
        var first = _requests;

        Ask(new InferenceRequest(++_requests, 1, _clock.NowNs, first, 120_000_000));
        Assert.Equal(3, _policy.Prior.DelaySteps);
        Assert.InRange(_policy.Prior.Count, 3, 20);

        // Another epoch continues nothing, whatever the control thread names.
        Ask(new InferenceRequest(++_requests, 2, _clock.NowNs, first, 120_000_000));
        Assert.Equal((0, 0), (_policy.Prior.Count, _policy.Prior.DelaySteps));
    }

    [Fact]
    public void SetGoal_CountsFromTheNextEpochOn()
    {
        _robot.ReportJoints(_clock.NowNs);
        Ask(1);
        var goal = new SomeGoal();
        _worker.SetGoal(goal);
        Ask(1);
        Assert.Null(_policy.Goal);
        Ask(2);
        Assert.Same(goal, _policy.Goal);
    }

    [Fact]
    public void Request_ManyTimes_LosesNothingAndAllocatesNothingOnEitherSide()
    {
        _robot.ReportJoints(_clock.NowNs + 60_000_000_000);
        for (var i = 0; i < 50; i++)
            Ask(1);
        var inferring = _policy.ThreadAllocatedBytes;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 500; i++)
            Ask(1);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(0, _policy.ThreadAllocatedBytes - inferring);
        Assert.Equal(550, _worker.InferenceCount);
        Assert.Equal(0, _worker.SupersededCount);
    }

    [Fact]
    public void TryTake_AnswerNotTaken_IsSupersededByTheNewerOne()
    {
        for (var i = 1; i <= 3; i++)
        {
            _worker.Request(new InferenceRequest(++_requests, 1, _clock.NowNs));
            var watch = Stopwatch.StartNew();
            while (_worker.InferenceCount < i)
                Wait(watch);
        }

        // The count rises just before the answer is handed over.
        var patience = Stopwatch.StartNew();
        while (_worker.SupersededCount < 2)
            Wait(patience);
        Assert.True(_worker.TryTake(out var answer));
        Assert.Equal(3, answer.Request.Id);
        Assert.False(_worker.TryTake(out _));
    }

    [Fact]
    public void Dispose_NeverStarted_ReturnsAtOnce()
    {
        var worker = new InferenceWorker(
            new InferenceRunner(_policy, _policy.Binding, _robot, new ObservationOptions(), _clock));
        worker.Dispose();
        worker.Dispose();
        Assert.False(worker.IsAbandoned);
    }

    [Fact]
    public void Start_WithSomethingToEnter_DoesItOnTheInferenceThread()
    {
        string? entered = null;
        using (var worker = new InferenceWorker(
            new InferenceRunner(_policy, _policy.Binding, _robot, new ObservationOptions(), _clock), () => entered = Thread.CurrentThread.Name))
            worker.Start();
        Assert.Equal("inference", entered);
    }

    private InferenceResult Ask(long epoch) => Ask(new InferenceRequest(++_requests, epoch, _clock.NowNs));

    private InferenceResult Ask(in InferenceRequest request)
    {
        _worker.Request(request);
        var startNs = _clock.NowNs;
        InferenceResult? answer;
        while (!_worker.TryTake(out answer))
        {
            if (_clock.NowNs - startNs > Patience.Ticks * 100)
                Assert.Fail("no answer");
            Thread.Yield();
        }

        return answer;
    }

    private static void Wait(Stopwatch watch)
    {
        if (watch.Elapsed > Patience)
            Assert.Fail("did not happen");
        Thread.Yield();
    }

    private sealed class SomeGoal : PreparedGoal;
}
