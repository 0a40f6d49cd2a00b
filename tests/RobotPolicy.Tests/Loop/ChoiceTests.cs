using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;

namespace RobotPolicy.Tests.Loop;

public sealed class ChoiceTests
{
    [Fact]
    public void Chosen_UntilAnotherGoal_IsShownAndMovesNothing()
    {
        var rig = new LoopRig();
        rig.Policy.Status = PolicyStatus.Chosen;
        rig.Policy.Signals = PolicySignals.None with { Choice = 2 };
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        for (var i = 0; i < 20; i++)
        {
            rig.Step();
            Assert.NotEqual(CommandSource.Policy, rig.Status.Source);
        }

        Assert.Equal((ControlMode.Running, 2), (rig.Status.Mode, rig.Status.Signals!.Value.Choice));
        Assert.Equal(0, rig.Status.ChunkId);
        Assert.Equal(0, rig.Runner.FailureCount);

        (rig.Policy.Status, rig.Policy.Signals) = (PolicyStatus.Ok, PolicySignals.None);
        rig.Loop.TryPost(LoopCommand.Retask);
        rig.Step();
        Assert.Equal(0, rig.Status.Signals!.Value.Choice);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Undecided_HoldsByNameAndInTheEndStopsUntilAnOperatorResumes()
    {
        var rig = new LoopRig();
        rig.Policy.Status = PolicyStatus.Undecided;
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.RunUntil(status =>
        {
            Assert.NotEqual(CommandSource.Policy, status.Source);
            Assert.Equal(0, status.Signals!.Value.Choice);
            return status is { Mode: ControlMode.ProtectiveStop, NeedsOperator: true };
        });
        Assert.Equal(StopCause.NoChoice, rig.Status.Cause);
        Assert.True(rig.Runner.FailureCount > 0);

        rig.Policy.Status = PolicyStatus.Ok;
        rig.Run(0.5);
        Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
    }

    [Fact]
    public void Choices_InASteadyState_AllocateNothing()
    {
        var rig = new LoopRig();
        rig.Policy.Status = PolicyStatus.Chosen;
        rig.Policy.Signals = PolicySignals.None with { Choice = 1 };
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Run(0.2);
        Assert.Equal(0, rig.RunAndMeasure(0.2));
    }
}
