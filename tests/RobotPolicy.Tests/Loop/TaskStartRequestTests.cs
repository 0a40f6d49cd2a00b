using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

/// <summary>What a policy carries through a task is forgotten with the first request that is served, whichever epoch that is of.</summary>
public sealed class TaskStartRequestTests
{
    private readonly Recorder _inference;
    private readonly ScheduleStage _stage;
    private readonly double[] _joints;
    private long _nowNs;

    public TaskStartRequestTests()
    {
        var robot = new FakeRobot().Robot;
        var policy = new FakePolicy(robot);
        _joints = new double[robot.Joints.Count];
        _inference = new Recorder(policy.Spec.Horizon, robot.Joints.Count);
        _stage = new ScheduleStage(_inference, ChunkExecutors.Create(policy.Spec, robot, new ExecutorOptions()), 0, new ControlLoopOptions());
    }

    [Fact]
    public void Request_AfterAStartThatNothingWasServedOf_IsTheStart()
    {
        Begin(1, isTaskStart: true);
        Begin(2, isTaskStart: false);
        Step();
        Assert.Equal((2, true), Asked());

        _inference.Answers = true;
        Step();
        Begin(3, isTaskStart: false);
        Step();
        Assert.Equal((3, false), Asked());
    }

    [Fact]
    public void Request_AnsweredLateForTheTaskBefore_LeavesTheNextStartToBeServed()
    {
        Begin(1, isTaskStart: true);
        Step();
        Assert.Equal((1, true), Asked());
        Begin(2, isTaskStart: true);

        _inference.Answers = true;
        Step();
        Begin(3, isTaskStart: false);
        Step();
        Assert.Equal((3, true), Asked());
    }

    private (long Epoch, bool IsTaskStart) Asked() => (_inference.Last.Epoch, _inference.Last.IsTaskStart);

    private void Begin(long epoch, bool isTaskStart) => _stage.Begin(_nowNs, epoch, _joints, isTaskStart);

    /// <summary>Takes the answer, if there is one, without asking again; then asks.</summary>
    private void Step()
    {
        _nowNs += 1_000_000_000;
        _stage.Step(_nowNs, !_inference.Answers, new double[_joints.Length], new double[_joints.Length]);
        _inference.Answers = false;
    }

    private sealed class Recorder(int horizon, int joints) : IInference
    {
        private readonly InferenceResult _result = new(horizon, joints);

        public InferenceRequest Last { get; private set; }

        public bool Answers { get; set; }

        public void Request(in InferenceRequest request) => Last = request;

        public bool TryTake([NotNullWhen(true)] out InferenceResult? result)
        {
            result = Answers ? _result : null;
            _result.Request = Last;
            _result.Outcome = InferenceOutcome.NoObservation;
            return Answers;
        }
    }
}
