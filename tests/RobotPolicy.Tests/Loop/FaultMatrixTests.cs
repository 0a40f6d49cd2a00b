using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

/// <summary>
/// Every watchdog: the fault is thrown while the arm moves, must be named within its time, must stop the arm within its limits,
/// and must let the task go on when it is gone, by itself or by the operator.
/// </summary>
public sealed class FaultMatrixTests
{
    /// <summary>Name, cause, culprit, longest time to the hold, whether an operator must resume.</summary>
    public static TheoryData<string, StopCause, int, double, bool> Faults => new()
    {
        { "joints silent", StopCause.JointStateStale, -1, 0.12, false },
        { "joints frozen", StopCause.JointStateStale, -1, 0.12, false },
        { "joints delayed", StopCause.JointStateStale, -1, 0.12, false },
        { "joints far too late", StopCause.JointStateStale, -1, 0.12, false },
        { "joints from the future", StopCause.JointStateInvalid, -1, 0.04, false },
        { "joint NaN", StopCause.JointStateInvalid, 1, 0.04, false },
        { "camera silent", StopCause.CameraStale, 1, 0.25, false },
        { "camera frozen", StopCause.CameraStale, 1, 0.25, false },
        { "camera delayed", StopCause.CameraStale, 1, 0.25, false },
        { "camera broken", StopCause.CameraInvalid, 1, 0.12, false },
        { "no receiver", StopCause.NoCommandReceiver, -1, 0.02, false },
        { "send times out", StopCause.CommandNotSent, -1, 0.05, false },
        { "send fails", StopCause.CommandNotSent, -1, 0.05, false },
        { "send throws", StopCause.CommandNotSent, -1, 0.05, false },
        { "inference dead", StopCause.ChunkLate, -1, 1.1, false },
        { "inference slow", StopCause.ChunkLate, -1, 1.1, false },
        { "policy throws", StopCause.InferenceFailed, -1, 0.5, false },
        { "policy fails", StopCause.InferenceFailed, -1, 0.5, false },
        { "policy refuses picture", StopCause.CameraInvalid, -1, 0.5, false },
        { "policy refuses state", StopCause.JointStateInvalid, -1, 0.5, false },
        { "policy NaN", StopCause.NonFiniteAction, -1, 0.5, false },
        { "policy NaN unnoticed", StopCause.NonFiniteAction, -1, 0.5, false },
        { "joint blocked", StopCause.TrackingError, 2, 6, true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_WhileRunning_IsNamedStopsTheArmAndRecovers(
        string fault, StopCause cause, int culprit, double withinSeconds, bool needsOperator)
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        var epoch = rig.Status.Epoch;
        Throw(rig, fault, isOn: true);

        var seconds = rig.RunUntil(status => status.Mode != ControlMode.Running, withinSeconds + 0.02);
        Assert.Equal(needsOperator ? ControlMode.ProtectiveStop : ControlMode.Holding, rig.Status.Mode);
        Assert.Equal(cause, rig.Status.Cause);
        Assert.Equal(culprit, rig.Status.Culprit);
        Assert.True(seconds <= withinSeconds, $"took {seconds} s");
        Assert.True(rig.Status.Epoch > epoch);

        // The slowest joint brakes from full speed in 0.1 s; where nothing was sent for a while, the arm stands already.
        // A schedule that ran out has held its last action already.
        if (cause is not (StopCause.ChunkLate or StopCause.CommandNotSent))
            Assert.False(rig.Status.IsStandstill, "the arm was too slow to tell a deceleration from a halt");
        rig.Run(0.12);
        if (!needsOperator)
            Assert.True(rig.Status.IsStandstill);
        Assert.NotEqual(ControlMode.Running, rig.Status.Mode);

        Throw(rig, fault, isOn: false);
        if (needsOperator)
        {
            rig.Run(2);
            Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
            Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
        }

        epoch = rig.Status.Epoch;
        rig.RunUntil(status => status.Source == CommandSource.Policy, 3);
        Assert.True(rig.Status.Epoch > epoch);
        rig.Run(1);
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_MissedDeadline_HoldsAndGoesOn()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        rig.Clock.NowNs += 150_000_000;
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.MissedDeadline), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal(1, rig.Status.MissedDeadlineCount);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_LateWithinTheLimit_IsNotAFault()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Clock.NowNs += 80_000_000;
        rig.Run(1);
        Assert.Equal(0, rig.Status.HoldCount);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_InferenceThatNeverAnswers_IsDeadAfterItsTimeoutAndStaysSo()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        rig.Inference.Dead = true;
        var seconds = rig.RunUntil(status => status.Cause == StopCause.InferenceDead, 3);
        Assert.InRange(seconds, 1.5, 2.5);
        var requests = rig.Inference.RequestCount;
        rig.Run(5);
        Assert.Equal((ControlMode.Holding, StopCause.InferenceDead), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal(requests, rig.Inference.RequestCount);
        rig.Inference.Dead = false;
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.True(rig.Status.DiscardedChunkCount >= 1, "the late answer belongs to an epoch that is over");
    }

    [Fact]
    public void Fault_InferenceDeadBeforeTheFirstChunk_StandsAndIsNamed()
    {
        var rig = new LoopRig();
        rig.Inference.Dead = true;
        rig.Robot.Place(0.4, 0.4, 0.4);
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Run(1.9);
        Assert.Equal((ControlMode.Running, CommandSource.Hold), (rig.Status.Mode, rig.Status.Source));
        Assert.Equal(0, rig.Status.HoldCount);
        rig.Run(0.2);
        Assert.Equal((ControlMode.Holding, StopCause.InferenceDead), (rig.Status.Mode, rig.Status.Cause));
        Assert.Equal([0.4, 0.4, 0.4], rig.Robot.Commanded.ToArray());
    }

    [Fact]
    public void Fault_ColdStart_SlowFirstChunkIsNoFault()
    {
        var rig = new LoopRig();
        rig.Inference.LatencyNs = 700_000_000;
        rig.Start();
        Assert.Equal(0, rig.Status.HoldCount);
    }

    [Fact]
    public void Fault_NaNAgainAndAgain_NeedsAnOperator()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Policy.Value = double.NaN;
        rig.RunUntil(status => status.Mode == ControlMode.ProtectiveStop, 5);
        Assert.Equal(StopCause.NonFiniteAction, rig.Status.Cause);
        Assert.Equal(3, rig.Runner.FailureCount);
        rig.Run(3);
        Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
        rig.Policy.Value = null;
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);

        // The operator has forgiven: one more is again an ordinary hold.
        rig.Policy.Value = double.NaN;
        rig.RunUntil(status => status.Mode != ControlMode.Running, 1);
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);
    }

    [Fact]
    public void Fault_TrackingError_EasesOffToTheMeasuredPosition()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        rig.Robot.JointBlocked = 0;
        rig.RunUntil(status => status.Mode == ControlMode.ProtectiveStop, 4);
        Assert.True(Math.Abs(rig.Robot.Commanded[0] - rig.Robot.Actual[0]) > 0.29);
        rig.Run(4);
        Assert.Equal(rig.Robot.Actual[0], rig.Robot.Commanded[0], 1e-3);
        Assert.True(rig.Status.IsStandstill);
        Assert.Equal(StopCause.TrackingError, rig.Status.Cause);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_NobodyReceives_CommandFollowsTheArmSoThatNobodyIsPulled()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        rig.Robot.CommandReceiverCount = 0;
        rig.Run(0.3);
        rig.Robot.Place(1.5, 1.5, 1.5);
        rig.Robot.JointBlocked = 0;
        rig.Run(0.1);
        Assert.Equal(CommandSource.Follow, rig.Status.Source);
        Assert.Equal(rig.Robot.Actual[0], rig.Robot.Commanded[0]);
        rig.Robot.JointBlocked = -1;
        rig.Robot.CommandReceiverCount = 1;
        rig.Step();
        Assert.Equal(1.5, rig.Robot.Commanded[0], 1e-9);
    }

    [Fact]
    public void Fault_SecondCauseDuringAHold_IsShownAndDelaysTheResume()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Robot.JointNaN = 0;
        rig.Run(0.3);
        rig.Robot.JointNaN = -1;
        rig.Robot.CameraSilent[0] = true;
        rig.Run(1);
        Assert.Equal((StopCause.CameraStale, 0), (rig.Status.Cause, rig.Status.Culprit));
        rig.Robot.CameraSilent[0] = false;
        var seconds = rig.RunUntil(status => status.Mode == ControlMode.Running, 1);
        Assert.InRange(seconds, 0.2, 0.3);
    }

    [Fact]
    public void Fault_OneBadMessage_IsCountedButDoesNotStop()
    {
        var rig = new LoopRig();
        rig.Start();
        for (var i = 0; i < 10; i++)
        {
            rig.Robot.JointNaN = 0;
            rig.Step();
            rig.Robot.JointNaN = -1;
            rig.Run(0.1);
        }

        Assert.Equal(10, rig.Robot.Joints.InvalidCount);
        Assert.Equal(0, rig.Status.HoldCount);
    }

    [Fact]
    public void Fault_ExceptionInAStage_StopsTheArmAndNeedsAnOperator()
    {
        var correction = new ThrowingCorrection();
        var rig = new LoopRig(correction: correction);
        rig.Start();
        rig.Run(0.5);
        correction.Throws = true;
        rig.Step();
        Assert.Equal((ControlMode.ProtectiveStop, StopCause.InternalError), (rig.Status.Mode, rig.Status.Cause));
        rig.Run(0.2);
        Assert.True(rig.Status.IsStandstill);
        Assert.Equal(1, rig.Status.InternalErrorCount);
        Assert.IsType<InvalidOperationException>(rig.Loop.LastException);
        correction.Throws = false;
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_ExceptionInEveryTick_StillObeysAnEmergencyStopAndAShutdown()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        rig.Robot.IsBroken = true;
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Emergency);
        rig.Step();
        Assert.Equal((ControlMode.EmergencyStop, StopCause.OperatorRequest), (rig.Status.Mode, rig.Status.Cause));
        var done = rig.Loop.ShutDownAsync();
        rig.Run(0.5);
        Assert.True(done.IsCompletedSuccessfully);
        Assert.True(rig.Status.IsStandstill);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Fault_SinkThrows_IsCountedAndTheArmMovesOn()
    {
        var rig = new LoopRig(sinks: new ThrowingSink());
        rig.Start();
        rig.Run(1);
        Assert.Equal(rig.Status.TickIndex, rig.Status.SinkFailureCount);
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
    }

    [Fact]
    public void Fault_FailureOfAnOlderEpoch_DoesNotStopTheNewOne()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.RunUntil(_ => rig.Inference.RequestCount == 2, 1);
        rig.Inference.LatencyNs = 500_000_000;
        rig.Policy.Value = double.NaN;
        rig.RunUntil(_ => rig.Inference.RequestCount == 3, 1);
        rig.Policy.Value = null;
        rig.Inference.LatencyNs = 30_000_000;
        rig.Robot.JointNaN = 0;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 1);
        rig.Robot.JointNaN = -1;
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        rig.Run(1);
        Assert.Equal(1, rig.Status.HoldCount);
        Assert.Equal(1, rig.Runner.FailureCount);
    }

    private static void Throw(LoopRig rig, string fault, bool isOn)
    {
        switch (fault)
        {
            case "joints silent": rig.Robot.JointsSilent = isOn; break;
            case "joints frozen": rig.Robot.JointsFrozen = isOn; break;
            case "joints delayed": rig.Robot.JointsDelayNs = isOn ? 500_000_000 : 0; break;
            case "joints far too late": rig.Robot.JointsDelayNs = isOn ? 5_000_000_000 : 0; break;
            case "joints from the future": rig.Robot.JointsDelayNs = isOn ? -5_000_000_000 : 0; break;
            case "joint NaN": rig.Robot.JointNaN = isOn ? 1 : -1; break;
            case "camera silent": rig.Robot.CameraSilent[1] = isOn; break;
            case "camera frozen": rig.Robot.CameraFrozen[1] = isOn; break;
            case "camera delayed": rig.Robot.CameraDelayNs[1] = isOn ? 500_000_000 : 0; break;
            case "camera broken": rig.Robot.CameraBroken[1] = isOn; break;
            case "no receiver": rig.Robot.CommandReceiverCount = isOn ? 0 : 1; break;
            case "send times out": rig.Robot.SendStatus = isOn ? CommandStatus.TimedOut : CommandStatus.Sent; break;
            case "send fails": rig.Robot.SendStatus = isOn ? CommandStatus.Failed : CommandStatus.Sent; break;
            case "send throws": rig.Robot.SendThrows = isOn; break;
            case "inference dead": rig.Inference.Dead = isOn; break;
            case "inference slow": rig.Inference.LatencyNs = isOn ? 1_500_000_000 : 30_000_000; break;
            case "policy throws": rig.Policy.Throws = isOn ? new InvalidOperationException("broken policy") : null; break;
            case "policy fails": rig.Policy.Status = isOn ? PolicyStatus.GraphFailed : PolicyStatus.Ok; break;
            case "policy refuses picture": rig.Policy.Status = isOn ? PolicyStatus.InvalidImage : PolicyStatus.Ok; break;
            case "policy refuses state": rig.Policy.Status = isOn ? PolicyStatus.InvalidState : PolicyStatus.Ok; break;
            case "policy NaN": rig.Policy.Status = isOn ? PolicyStatus.NonFiniteOutput : PolicyStatus.Ok; break;
            case "policy NaN unnoticed": rig.Policy.Value = isOn ? double.NaN : null; break;
            case "joint blocked": rig.Robot.JointBlocked = isOn ? 2 : -1; break;
            default: Assert.Fail($"unknown fault {fault}"); break;
        }
    }

    private sealed class ThrowingCorrection : IActionCorrection
    {
        public bool Throws { get; set; }

        public void Reset(long epoch)
        {
        }

        public bool Correct(
            long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target) =>
            Throws ? throw new InvalidOperationException("broken correction") : false;
    }

    private sealed class ThrowingSink : ITickSink
    {
        public void OnTick(in TickRecord tick) => throw new InvalidOperationException("broken sink");
    }
}
