using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

public sealed class RetryTests
{
    private static readonly double[] Pose = [0.4, -0.3, 0.2];

    private readonly FakeMonitor _monitor = new();

    [Fact]
    public void Retry_AfterAPredictedFailure_MovesToTheSafePoseAndBeginsTheTaskAnew()
    {
        var rig = Held();
        Assert.Equal(StopCause.FailurePredicted, rig.Status.Cause);
        var epoch = rig.Status.Epoch;
        Assert.True(rig.Loop.TryPost(LoopCommand.Retry, ticket: 9));
        rig.Step();
        Assert.Equal((9, true), (rig.Status.LastTicket, rig.Status.TicketAccepted));
        Assert.Equal(
            (ControlMode.Holding, StopCause.Retrying, CommandSource.Retreat, false),
            (rig.Status.Mode, rig.Status.Cause, rig.Status.Source, rig.Status.NeedsOperator));

        var fastest = 0.0;
        while (rig.Status.Mode == ControlMode.Holding)
        {
            rig.Step();
            for (var joint = 0; joint < 3; joint++)
                fastest = Math.Max(fastest, Math.Abs(rig.Last.CommandVelocity[joint]) / rig.Robot.Robot.Joints[joint].MaxVelocity);
            Assert.True(rig.Status.Cause is StopCause.Retrying or StopCause.None, rig.Status.ToString());
        }

        Assert.InRange(fastest, 0.05, ControlLoopOptions.DefaultRetreatSpeed + 1e-9);
        for (var joint = 0; joint < 3; joint++)
            Assert.Equal(Pose[joint], rig.Last.Command[joint], 1e-9);
        Assert.Equal((ControlMode.Running, StopCause.None), (rig.Status.Mode, rig.Status.Cause));
        Assert.True(rig.Status.Epoch > epoch);
        Assert.NotEqual(CommandSource.Policy, rig.Status.Source);

        // The policy begins as at the start of a task, and is judged as there.
        rig.Run(1);
        Assert.Equal((CommandSource.Policy, true), (rig.Status.Source, _monitor.Begins[^1]));
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Retry_OnTheWay_KeepsAStraightLineInJointSpace()
    {
        var rig = Held();
        double[] from = [.. rig.Last.Command];
        rig.Loop.TryPost(LoopCommand.Retry);
        rig.Step();
        for (var tick = 0; rig.Status.Mode == ControlMode.Holding; tick++)
        {
            rig.Step();
            var along = (rig.Last.Command[0] - from[0]) / (Pose[0] - from[0]);
            for (var joint = 1; joint < 3; joint++)
                Assert.Equal(along, (rig.Last.Command[joint] - from[joint]) / (Pose[joint] - from[joint]), 1e-6);
        }
    }

    [Fact]
    public void Retry_FromAProtectiveStop_IsAllowed()
    {
        var rig = Held(StopKind.Protective);
        rig.Loop.TryPost(LoopCommand.Retry, ticket: 1);
        rig.RunUntil(status => status.Mode == ControlMode.Running, 20);
        Assert.Equal(StopCause.None, rig.Status.Cause);
    }

    [Fact]
    public void Retry_WithoutASafePose_IsRefusedByName()
    {
        var rig = Held(safePose: null);
        rig.Loop.TryPost(LoopCommand.Retry, ticket: 2);
        rig.Step();
        Assert.Equal((2, false, StopCause.NoSafePose), (rig.Status.LastTicket, rig.Status.TicketAccepted, rig.Status.TicketRefusal));
        Assert.Equal(StopCause.FailurePredicted, rig.Status.Cause);
    }

    [Fact]
    public void Retry_WhereNobodyMayResume_IsRefused()
    {
        var rig = Rig(Pose);
        rig.Run(0.2);
        Refused(rig, ControlMode.Idle);
        rig.Start();
        Refused(rig, ControlMode.Running);

        // A hold that ends by itself needs no retry, and a takeover is the human's.
        rig.Robot.JointNaN = 0;
        rig.RunUntil(status => status.Mode == ControlMode.Holding);
        Refused(rig, ControlMode.Holding);
        rig.Robot.JointNaN = -1;
        rig.Run(1);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        Refused(rig, ControlMode.Human);
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Emergency);
        rig.Run(0.5);
        Refused(rig, ControlMode.EmergencyStop);
    }

    [Fact]
    public void Retry_WithoutATask_IsRefused()
    {
        var rig = Rig(Pose);
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        rig.Loop.TryPost(LoopCommand.HandBackToHold);
        rig.Run(0.2);
        Refused(rig, ControlMode.Holding);
    }

    [Fact]
    public void Retry_WhileItsCauseLasts_IsRefusedByThatCause()
    {
        var rig = Held();
        rig.Robot.JointNaN = 0;
        rig.Run(0.3);
        rig.Loop.TryPost(LoopCommand.Retry, ticket: 3);
        rig.Step();
        Assert.Equal((false, StopCause.JointStateInvalid), (rig.Status.TicketAccepted, rig.Status.TicketRefusal));
    }

    [Fact]
    public void Retry_AFaultOnTheWay_HoldsUntilAnOperatorRetriesAgain()
    {
        var rig = OnTheWay();
        rig.Robot.JointNaN = 0;
        rig.RunUntil(status => status.Cause != StopCause.Retrying, 0.3);
        Assert.Equal((ControlMode.Holding, StopCause.JointStateInvalid, true), (rig.Status.Mode, rig.Status.Cause, rig.Status.NeedsOperator));
        rig.Robot.JointNaN = -1;
        Stands(rig);
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);

        rig.Loop.TryPost(LoopCommand.Retry);
        rig.RunUntil(status => status.Mode == ControlMode.Running, 20);
        Assert.Null(rig.Violation);
    }

    [Theory]
    [InlineData(StopKind.Hold, ControlMode.Holding)]
    [InlineData(StopKind.Protective, ControlMode.ProtectiveStop)]
    [InlineData(StopKind.Emergency, ControlMode.EmergencyStop)]
    public void Retry_AStopOnTheWay_EndsIt(StopKind kind, ControlMode expected)
    {
        var rig = OnTheWay();
        rig.Loop.RequestStop(StopCause.OperatorPause, kind);
        rig.Step();
        Assert.Equal((expected, StopCause.OperatorPause, true), (rig.Status.Mode, rig.Status.Cause, rig.Status.NeedsOperator));
        Stands(rig);
        Assert.Equal(expected, rig.Status.Mode);
    }

    [Fact]
    public void Retry_TheEndOfTheTaskOnTheWay_LeadsToIdle()
    {
        var rig = OnTheWay();
        rig.Loop.TryPost(LoopCommand.StopTask);
        rig.RunUntil(status => status.Mode == ControlMode.Idle, 1);
        Stands(rig);
    }

    [Fact]
    public void Retry_ATakeoverOnTheWay_GivesTheArmToTheHuman()
    {
        var rig = OnTheWay();
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        Assert.Equal(ControlMode.Human, rig.Status.Mode);
        rig.Run(0.1);
        Assert.True(rig.Status.IsStandstill);
        rig.Loop.TryPost(LoopCommand.HandBack);
        rig.Run(1);
        Assert.Equal((ControlMode.Running, false), (rig.Status.Mode, _monitor.Begins[^1]));
    }

    [Fact]
    public void Retry_AJointThatDoesNotArrive_GivesUpInStatedTime()
    {
        var rig = OnTheWay();

        // Near enough that the arm counts as following its commands, and too far to have arrived.
        rig.Robot.Offset[1] = 0.2;
        var seconds = rig.RunUntil(status => status.Cause != StopCause.Retrying, 30);
        Assert.Equal((ControlMode.Holding, StopCause.RetryTimedOut, true), (rig.Status.Mode, rig.Status.Cause, rig.Status.NeedsOperator));
        Assert.InRange(seconds, 1, 25);
        rig.Run(2);
        Assert.Equal(StopCause.RetryTimedOut, rig.Status.Cause);

        // The time of an older way does not count against the next one.
        rig.Robot.Offset[1] = 0;
        rig.Run(0.5);
        rig.Loop.TryPost(LoopCommand.Retry);
        rig.RunUntil(status => status.Mode == ControlMode.Running, 5);
    }

    [Fact]
    public void TaskStart_IsTheFirstEpochOfATaskAlone()
    {
        var rig = Rig(Pose);
        rig.Start();
        Assert.Equal([true], _monitor.Begins);
        rig.Loop.TryPost(LoopCommand.Retask);
        rig.Run(0.3);
        rig.Loop.RequestStop(StopCause.OperatorPause);
        rig.Run(0.5);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Run(0.3);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Run(0.3);
        rig.Loop.TryPost(LoopCommand.HandBack);
        rig.Run(0.3);
        Assert.Equal([true, false, false, false, false], _monitor.Begins);
        rig.Loop.TryPost(LoopCommand.StopTask);
        rig.RunUntil(status => status.Mode == ControlMode.Idle);
        rig.Start();
        Assert.True(_monitor.Begins[^1]);
    }

    [Fact]
    public void Create_SafePoseThatDoesNotFit_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Rig([0, 0]));
        Assert.Throws<ArgumentException>(() => Rig([0, 0, 2.1]));
        Assert.Throws<ArgumentException>(() => Rig([0, double.NaN, 0]));
    }

    private LoopRig Rig(double[]? safePose) => new(monitor: _monitor, safePose: safePose);

    private LoopRig Held(StopKind? kind = null) => Held(Pose, kind);

    private LoopRig Held(double[]? safePose, StopKind? kind = null)
    {
        var rig = Rig(safePose);
        rig.Loop.SetFailureReaction(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        rig.Start();
        rig.Run(1);
        if (kind is { } wanted)
            rig.Loop.RequestStop(StopCause.OperatorRequest, wanted);
        else
            _monitor.State = FailureState.Alarm;
        rig.RunUntil(status => status.NeedsOperator && status.IsStandstill, 2);
        _monitor.State = FailureState.Quiet;
        return rig;
    }

    private LoopRig OnTheWay()
    {
        var rig = Held();
        rig.Loop.TryPost(LoopCommand.Retry);
        rig.Run(0.3);
        Assert.Equal((StopCause.Retrying, false), (rig.Status.Cause, rig.Status.IsStandstill));
        return rig;
    }

    private static void Stands(LoopRig rig)
    {
        rig.Run(0.5);
        double[] command = [.. rig.Last.Command];
        rig.Run(1);
        Assert.Equal(command, rig.Last.Command);
        Assert.True(rig.Status.IsStandstill);
    }

    private static void Refused(LoopRig rig, ControlMode mode)
    {
        var refused = rig.Status.RefusedCount;
        rig.Loop.TryPost(LoopCommand.Retry);
        rig.Step();
        Assert.Equal((mode, refused + 1), (rig.Status.Mode, rig.Status.RefusedCount));
    }
}
