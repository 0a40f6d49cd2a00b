using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Tests.Loop;
using Event = RobotPolicy.Control.Modes.LoopEvent;

namespace RobotPolicy.Tests.Modes;

/// <summary>Every mode × every event through the real loop: it is brought into the mode, and the event is caused from outside.</summary>
public sealed class ModeWalkTests
{
    public static TheoryData<ControlMode, Event> Cells => ModeTableTests.Cells;

    [Theory]
    [MemberData(nameof(Cells))]
    public void Loop_EveryModeAndEvent_GoesWhereTheRulesSay(ControlMode mode, Event happened)
    {
        var monitor = new FakeMonitor();
        var rig = new LoopRig(new ControlLoopOptions { RetreatSpeed = 1 }, monitor: monitor, safePose: [0.2, -0.1, 0.3]);
        rig.Loop.SetFailureReaction(new FailureReaction { OnAlarm = AlarmResponse.Hold });
        var hasTask = happened is not (Event.HandBackIdle or Event.ResumeIdle);
        Enter(rig, mode, hasTask, happened);
        var before = rig.Status;
        Assert.Equal(mode, before.Mode);

        var seconds = Cause(rig, monitor, happened);
        var after = mode;
        for (var tick = 0; tick < Math.Max(1, seconds * rig.Options.RateHz) && after == mode; tick++)
        {
            rig.Step();
            after = rig.Status.Mode;
        }

        var step = ModeTableTests.Expect(mode, happened);
        var expected = step.Kind == ModeStepKind.Enter ? step.Mode : mode;

        // An arm that stands at the end of its task has come to rest in the same tick.
        if (step.Kind == ModeStepKind.Enter && before.IsStandstill && happened is Event.End or Event.HandBackIdle or Event.ResumeIdle)
            expected = ControlMode.Idle;
        Assert.Equal(expected, after);
        Assert.Equal(step.Kind == ModeStepKind.Refuse ? 1 : 0, rig.Status.RefusedCount - before.RefusedCount);
        if (after != mode)
            Assert.True(rig.Status.Epoch > before.Epoch, "no new epoch");
        rig.Run(0.3);
        Assert.Null(rig.Violation);
    }

    private static void Enter(LoopRig rig, ControlMode mode, bool hasTask, Event next)
    {
        if (mode == ControlMode.Idle)
        {
            rig.Run(0.2);
            return;
        }

        if (hasTask)
        {
            rig.Start();
            rig.Run(0.5);
        }
        else
        {
            rig.Run(0.2);
        }

        if (mode == ControlMode.Running && !hasTask)
        {
            // There is no running without a task.
            rig.Start();
            return;
        }

        switch (mode)
        {
            case ControlMode.Human:
                rig.Loop.TryPost(LoopCommand.TakeOver);
                rig.Step();
                break;
            case ControlMode.Holding or ControlMode.ProtectiveStop or ControlMode.EmergencyStop:
                if (!hasTask)
                    rig.Loop.TryPost(LoopCommand.TakeOver);
                rig.Step();
                if (next == Event.CauseGone)
                    rig.Robot.JointNaN = mode == ControlMode.Holding ? 0 : -1;
                if (next == Event.CameToRest && mode == ControlMode.Holding)
                    rig.Loop.TryPost(LoopCommand.StopTask);
                else if (!(next == Event.CauseGone && mode == ControlMode.Holding))
                    rig.Loop.RequestStop(StopCause.OperatorRequest, (StopKind)(mode - ControlMode.Holding + 1));
                rig.RunUntil(status => status.Mode == mode, 0.1);
                if (next != Event.CameToRest)
                    rig.RunUntil(status => status.IsStandstill, 0.3);
                if (mode == ControlMode.Holding && next is (Event.SafePoseReached or Event.RetryBroken))
                    SetOff(rig);
                break;
        }
    }

    private static void SetOff(LoopRig rig)
    {
        rig.Loop.TryPost(LoopCommand.Retry);
        rig.RunUntil(status => status.Cause == StopCause.Retrying, 0.1);
    }

    /// <summary>Causes an event.</summary>
    /// <returns>Seconds within which it happens; 0 for the next tick.</returns>
    private static double Cause(LoopRig rig, FakeMonitor monitor, Event happened)
    {
        LoopCommand? command = happened switch
        {
            Event.Start => LoopCommand.StartTask,
            Event.End => LoopCommand.StopTask,
            Event.TakeOver => LoopCommand.TakeOver,
            Event.HandBack or Event.HandBackIdle => LoopCommand.HandBack,
            Event.HandBackToHold => LoopCommand.HandBackToHold,
            Event.Resume or Event.ResumeIdle => LoopCommand.Resume,
            Event.Retask => LoopCommand.Retask,
            Event.Reset => LoopCommand.ResetEmergencyStop,
            Event.Retry => LoopCommand.Retry,
            _ => null,
        };
        if (command is { } wanted)
        {
            Assert.True(rig.Loop.TryPost(wanted));
            return 0;
        }

        switch (happened)
        {
            case Event.HoldRequest or Event.ProtectiveRequest or Event.EmergencyRequest:
                rig.Loop.RequestStop(StopCause.OperatorRequest, (StopKind)(happened - Event.HoldRequest + 1));
                return 0;
            case Event.Fault:
                rig.Robot.JointNaN = 0;
                return 0.2;
            case Event.SevereFault:
                rig.Robot.Place(1.9, rig.Robot.Actual[1], rig.Robot.Actual[2]);
                rig.Robot.JointBlocked = 0;
                return 0.4;
            case Event.CauseGone:
                rig.Robot.JointNaN = -1;
                return 0.5;
            case Event.CameToRest:
                return 0.5;
            case Event.Shutdown:
                rig.Loop.ShutDownAsync();
                return 0;
            case Event.Prediction:
                monitor.State = FailureState.Alarm;
                return 0.6;
            case Event.SafePoseReached:
                return 4;
            case Event.RetryBroken:
                rig.Robot.JointNaN = rig.Status.Cause == StopCause.Retrying ? 0 : -1;
                return 0.2;
            case Event.InternalError:
                rig.Robot.IsBroken = true;
                return 0;
            default:
                throw new ArgumentOutOfRangeException(nameof(happened), happened, "nobody knows how to cause it");
        }
    }
}
