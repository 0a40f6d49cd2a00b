using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

public sealed class RetaskTests
{
    [Fact]
    public void Retask_Running_BeginsAnEpochAndNeverExecutesWhatWasComputedBefore()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        var before = rig.Status;
        Assert.Equal(CommandSource.Policy, before.Source);

        Assert.True(rig.Loop.TryPost(LoopCommand.Retask, ticket: 5));
        rig.Step();

        Assert.Equal((ControlMode.Running, before.Epoch + 1), (rig.Status.Mode, rig.Status.Epoch));
        Assert.Equal((5, true), (rig.Status.LastTicket, rig.Status.TicketAccepted));
        Assert.NotEqual(CommandSource.Policy, rig.Status.Source);
        rig.Run(1);
        Assert.Equal(CommandSource.Policy, rig.Status.Source);
        Assert.True(rig.Status.ChunkId > before.ChunkId);
        Assert.Equal(before.HoldCount, rig.Status.HoldCount);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Retask_Held_CountsFromWhenTheTaskGoesOn()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.5);
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Run(0.5);
        var before = rig.Status;

        rig.Loop.TryPost(LoopCommand.Retask, ticket: 6);
        rig.Step();

        Assert.Equal((ControlMode.Holding, before.Epoch, true), (rig.Status.Mode, rig.Status.Epoch, rig.Status.TicketAccepted));
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Step();
        Assert.True(rig.Status.Epoch > before.Epoch);
    }

    [Fact]
    public void Retask_WithoutATask_IsRefused()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.Retask, ticket: 7);
        rig.Step();
        Assert.Equal((7, false, ControlMode.Idle), (rig.Status.LastTicket, rig.Status.TicketAccepted, rig.Status.Mode));
    }
}
