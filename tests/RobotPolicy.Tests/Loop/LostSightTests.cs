using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

/// <summary>
/// An arm that is out of sight for a while may be elsewhere when it is seen again: moved by hand, or another one after a restart
/// of the robot's computer. It is not pulled back to the command that was held.
/// </summary>
public sealed class LostSightTests
{
    [Fact]
    public void Joints_LostDuringATask_CommandDeceleratesIsRepeatedAndFallsSilent()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        rig.Robot.JointsSilent = true;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 0.2);

        rig.RunUntil(status => status.IsStandstill, 0.2);
        var atRest = rig.Robot.SendCount;
        rig.RunUntil(status => status.Source == CommandSource.None, 0.2);
        Assert.Equal(5, rig.Robot.SendCount - atRest);

        rig.Run(2);
        Assert.Equal(5, rig.Robot.SendCount - atRest);
        Assert.Equal((ControlMode.Holding, StopCause.JointStateStale), (rig.Status.Mode, rig.Status.Cause));
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Joints_SeenAgainElsewhere_CommandBeginsThere()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        Blind(rig);
        rig.Robot.Place(1.5, -1.5, 1);
        rig.Robot.JointBlocked = 0;
        rig.Robot.JointsSilent = false;

        var sent = rig.Robot.SendCount;
        rig.Step();

        Assert.Equal(sent + 1, rig.Robot.SendCount);
        Assert.Equal(rig.Robot.Actual.ToArray(), rig.Robot.Commanded.ToArray());
        Assert.Equal(1.5, rig.Robot.Commanded[0]);
        rig.Robot.JointBlocked = -1;
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Joints_SeenAgainWhereNoArmCanBe_StaysSilentAndNamesTheJoint()
    {
        var rig = new LoopRig();
        rig.Start();
        Blind(rig);
        var commanded = rig.Robot.Commanded.ToArray();
        rig.Robot.Place(0, 1e300, 0);
        rig.Robot.JointBlocked = 1;
        rig.Robot.JointsSilent = false;

        var sent = rig.Robot.SendCount;
        rig.Run(2);

        Assert.Equal(sent, rig.Robot.SendCount);
        Assert.Equal(commanded, rig.Robot.Commanded.ToArray());
        Assert.Equal((ControlMode.Holding, StopCause.JointStateInvalid, 1), (rig.Status.Mode, rig.Status.Cause, rig.Status.Culprit));
    }

    [Fact]
    public void Joints_WhereNoArmCanBeAndNobodyReceives_AreNotFollowed()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Robot.CommandReceiverCount = 0;
        rig.Run(0.3);
        rig.Robot.Place(0, 1e300, 0);
        rig.Robot.JointBlocked = 1;
        rig.Run(0.3);

        Assert.All(rig.Robot.Commanded.ToArray(), position => Assert.InRange(position, -2, 2));
    }

    [Fact]
    public void Joints_LostAfterAStopRequest_OperatorResumesFromWhereTheArmIs()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Run(0.5);
        Blind(rig);

        Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.JointStateStale), (rig.Status.Mode, rig.Status.LastRefusal));

        rig.Robot.Place(1, 1, 1);
        rig.Robot.JointsSilent = false;
        rig.Step();
        Assert.Equal(rig.Robot.Actual.ToArray(), rig.Robot.Commanded.ToArray());
        Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void ShutDown_WhileOutOfSight_SendsNothingMoreAndEnds()
    {
        var rig = new LoopRig();
        rig.Start();
        Blind(rig);
        var sent = rig.Robot.SendCount;

        var done = rig.Loop.ShutDownAsync();
        rig.Run(0.5);

        Assert.True(done.IsCompletedSuccessfully);
        Assert.Equal(sent, rig.Robot.SendCount);
    }

    private static void Blind(LoopRig rig)
    {
        rig.Robot.JointsSilent = true;
        rig.RunUntil(status => status is { Mode: not ControlMode.Running, Source: CommandSource.None }, 1);
    }
}
