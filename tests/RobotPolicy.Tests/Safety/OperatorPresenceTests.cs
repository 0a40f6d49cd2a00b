using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Safety;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Safety;

public sealed class OperatorPresenceTests
{
    [Fact]
    public void Poll_NobodyIsNeeded_DemandsNothing() => Assert.True(new OperatorPresence().Poll(long.MaxValue).IsNone);

    [Fact]
    public void Poll_Deadlines_AreGoodUntilTheyHavePassed()
    {
        var presence = new OperatorPresence();
        presence.RequireHeartbeat(200);
        Assert.True(presence.Poll(200).IsNone);
        Assert.Equal(new StopDemand(StopKind.Hold, StopCause.HeartbeatLapsed, -1), presence.Poll(201));
        presence.RequireSession(100);
        Assert.Equal(StopCause.SessionLapsed, presence.Poll(101).Cause);
        presence.RequireSession(1000);
        Assert.Equal(StopCause.HeartbeatLapsed, presence.Poll(300).Cause);
        presence.ReleaseHeartbeat();
        Assert.True(presence.Poll(1000).IsNone);
        presence.ReleaseSession();
        Assert.True(presence.Poll(1001).IsNone);
    }

    [Theory]
    [InlineData(StopKind.Hold, StopKind.Protective, StopKind.Protective)]
    [InlineData(StopKind.Emergency, StopKind.Hold, StopKind.Emergency)]
    public void Or_TwoDemands_IsTheHarder(StopKind first, StopKind second, StopKind expected)
    {
        var one = new StopDemand(first, StopCause.StopInput, 1);
        var other = new StopDemand(second, StopCause.StopInputSilent, 2);
        Assert.Equal(expected, one.Or(other).Kind);
        Assert.Equal(one, one.Or(StopDemand.None));
        Assert.Equal(one, StopDemand.None.Or(one));
        Assert.Equal(one, one.Or(one with { Culprit = 9 }));
        Assert.True(StopDemand.None.Or(StopDemand.None).IsNone);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Lapse_WhileMoving_HoldsWithinTwoTicksAndIsResumedOnlyAfterItWasRenewed(bool human)
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        if (human)
            rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Run(0.05);
        var deadlineNs = rig.Clock.NowNs + 123_000_000;
        rig.Presence.RequireSession(deadlineNs);
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 0.2);
        Assert.InRange(rig.Status.TimeNs - deadlineNs, 1, 2 * rig.PeriodNs);
        Assert.Equal((StopCause.SessionLapsed, true), (rig.Status.Cause, rig.Status.NeedsOperator));
        rig.Run(1);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Loop.TryPost(LoopCommand.TakeOver);
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.SessionLapsed, 2), (rig.Status.Mode, rig.Status.LastRefusal, rig.Status.RefusedCount));

        // The sign of life alone moves nothing.
        rig.Presence.RequireSession(rig.Clock.NowNs + 10_000_000_000);
        rig.Run(1);
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Lapse_WhileIdle_ForbidsAStart()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Presence.RequireHeartbeat(rig.Clock.NowNs);
        rig.Loop.TryPost(LoopCommand.StartTask, ticket: 3);
        rig.Run(0.1);
        Assert.Equal((ControlMode.Idle, false, StopCause.HeartbeatLapsed), (rig.Status.Mode, rig.Status.TicketAccepted, rig.Status.TicketRefusal));
        Assert.Equal(0, rig.Robot.SendCount);
    }
}
