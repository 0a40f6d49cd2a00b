using System.Diagnostics;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Tests.Loop;

/// <summary>Policies come and go while the loop is idle.</summary>
public sealed class PolicyExchangeTests
{
    [Fact]
    public void Equip_WhileIdle_IsTakenByTheNextTickAndRuns()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Loop.Equip(null, 1);
        rig.Step();
        Assert.Equal((1, true, false, StopCause.NoPolicy), (rig.Status.EquipTicket, rig.Status.EquipAccepted, rig.Status.HasPolicy, rig.Status.StartBlock.Cause));
        rig.Loop.TryPost(LoopCommand.StartTask, ticket: 5);
        rig.Step();
        Assert.Equal((ControlMode.Idle, 5, false, StopCause.NoPolicy), (rig.Status.Mode, rig.Status.LastTicket, rig.Status.TicketAccepted, rig.Status.TicketRefusal));

        var (equipment, inference) = Make(rig);
        rig.Loop.Equip(equipment, 2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Equal((2, true, true), (rig.Status.EquipTicket, rig.Status.EquipAccepted, rig.Status.HasPolicy));
        Assert.True(inference.RequestCount > 0);
        Assert.Equal(0, rig.Inference.RequestCount);
    }

    [Theory]
    [InlineData(ControlMode.Running)]
    [InlineData(ControlMode.Human)]
    [InlineData(ControlMode.Holding)]
    [InlineData(ControlMode.ProtectiveStop)]
    [InlineData(ControlMode.EmergencyStop)]
    public void Equip_NotIdle_IsRefusedAndChangesNothing(ControlMode mode)
    {
        var rig = new LoopRig();
        rig.Start();
        if (mode == ControlMode.Human)
            rig.Loop.TryPost(LoopCommand.TakeOver);
        else if (mode != ControlMode.Running)
            rig.Loop.RequestStop(StopCause.OperatorRequest, (StopKind)(mode - ControlMode.Holding + 1));
        rig.Run(0.3);
        Assert.Equal(mode, rig.Status.Mode);
        rig.Loop.Equip(null, 9);
        rig.Step();
        Assert.Equal((9, false, true, mode), (rig.Status.EquipTicket, rig.Status.EquipAccepted, rig.Status.HasPolicy, rig.Status.Mode));
    }

    [Fact]
    public void Equip_SeveralInOneTick_TheNewestCounts()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Loop.Equip(null, 1);
        rig.Loop.Equip(Make(rig).Equipment, 2);
        rig.Step();
        Assert.Equal((2, true, true), (rig.Status.EquipTicket, rig.Status.EquipAccepted, rig.Status.HasPolicy));
    }

    [Fact]
    public void Requests_OfSeveralPolicies_AreNumberedInOneRow()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(2);
        var last = rig.Status.ChunkId;
        rig.Loop.TryPost(LoopCommand.StopTask);
        rig.RunUntil(status => status.Mode == ControlMode.Idle, 1);
        rig.Loop.Equip(null, 1);
        rig.Run(0.1);
        rig.Loop.Equip(Make(rig).Equipment, 2);
        rig.Start();
        Assert.True(rig.Status.ChunkId > last, $"chunk {rig.Status.ChunkId} after {last}");
        Assert.InRange(rig.Status.ChunkId, last, last + 3);
    }

    [Fact]
    public void Cameras_OnlyThoseOfThePolicyAtHand_AreWatched()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Robot.CameraSilent[1] = true;
        rig.Run(0.5);
        Assert.Equal((StopCause.CameraStale, 1), (rig.Status.StartBlock.Cause, rig.Status.StartBlock.Culprit));
        var spec = rig.Policy.Spec with { Cameras = ["c0"] };
        var binding = PolicyBinding.Create(spec, rig.Robot.Robot, new List<string>())!;
        rig.Loop.Equip(LoopEquipment.Create(spec, binding, new InlineInference(rig.Runner, rig.Clock), rig.Robot.Robot, new ExecutorOptions()), 1);
        rig.Step();
        Assert.Equal(StopCause.None, rig.Status.StartBlock.Cause);
    }

    [Fact]
    public void Worker_ThatIsEquippedAgain_GoesOnServing()
    {
        // An inference thread remembers the number that it served last; were numbers to begin anew, it would wait for ever.
        var rig = new LoopRig(new ControlLoopOptions { InferenceTimeout = TimeSpan.FromSeconds(120) }, cameras: 0);
        using var worker = new InferenceWorker(
            new InferenceRunner(rig.Policy, rig.Policy.Binding, rig.Robot, new ObservationOptions(), rig.Clock));
        worker.Start();
        for (var round = 1; round <= 3; round++)
        {
            var served = worker.InferenceCount;
            rig.Loop.Equip(LoopEquipment.Create(rig.Policy.Spec, rig.Policy.Binding, worker, rig.Robot.Robot, new ExecutorOptions()), round);
            rig.Step();
            Assert.True(rig.Status.EquipAccepted);
            rig.Run(0.2);
            rig.Loop.TryPost(LoopCommand.StartTask);
            var start = Stopwatch.GetTimestamp();
            while (rig.Status.Source != CommandSource.Policy && Stopwatch.GetElapsedTime(start).TotalSeconds < 30)
            {
                // The worker lives in real time, the loop in its own.
                rig.Step();
                Thread.Yield();
            }

            Assert.Equal(CommandSource.Policy, rig.Status.Source);
            Assert.True(worker.InferenceCount > served);
            rig.Loop.TryPost(LoopCommand.StopTask);
            rig.RunUntil(status => status.Mode == ControlMode.Idle, 1);
            rig.Loop.Equip(null, round + 100);
            rig.Step();
        }
    }

    private static (LoopEquipment Equipment, InlineInference Inference) Make(LoopRig rig)
    {
        var runner = new InferenceRunner(rig.Policy, rig.Policy.Binding, rig.Robot, new ObservationOptions(), rig.Clock);
        var inference = new InlineInference(runner, rig.Clock);
        return (LoopEquipment.Create(rig.Policy.Spec, rig.Policy.Binding, inference, rig.Robot.Robot, new ExecutorOptions()), inference);
    }
}
