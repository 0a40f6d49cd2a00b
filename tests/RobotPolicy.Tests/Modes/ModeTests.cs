using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Modes;

/// <summary>Ways between the modes that people ask for.</summary>
public sealed class ModeTests
{
    [Theory]
    [InlineData("joints", StopCause.JointStateMissing)]
    [InlineData("camera", StopCause.CameraMissing)]
    [InlineData("receiver", StopCause.NoCommandReceiver)]
    [InlineData("NaN", StopCause.JointStateInvalid)]
    [InlineData("outside", StopCause.JointStateInvalid)]
    public void Start_SomethingIsMissing_IsRefusedWithItsCauseAndMovesNothing(string what, StopCause cause)
    {
        var rig = new LoopRig();
        rig.Robot.JointsSilent = what == "joints";
        rig.Robot.CameraSilent[0] = what == "camera";
        rig.Robot.CommandReceiverCount = what == "receiver" ? 0 : 1;
        rig.Robot.JointNaN = what == "NaN" ? 0 : -1;
        if (what == "outside")
            rig.Robot.Place(2.31, 0, 0);
        rig.Run(0.2);
        Assert.Equal(cause, rig.Status.StartBlock.Cause);
        Assert.True(rig.Loop.TryPost(LoopCommand.StartTask));
        rig.Run(1);
        Assert.Equal(ControlMode.Idle, rig.Status.Mode);
        Assert.Equal(cause, rig.Status.LastRefusal);
        Assert.Equal(1, rig.Status.RefusedCount);
        Assert.Equal(0, rig.Robot.SendCount);
    }

    [Fact]
    public void Start_SlightlyOutsideTheLimits_MovesBackInside()
    {
        var rig = new LoopRig();
        rig.Robot.Place(2.1, 0, 0);
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Step();
        Assert.Equal(2.1, rig.Robot.Commanded[0]);
        rig.Run(2);
        Assert.InRange(rig.Robot.Commanded[0], -2, 2);
    }

    [Fact]
    public void StopTask_WhileRunning_DeceleratesThenGoesIdleAndSilent()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(1);
        rig.Loop.TryPost(LoopCommand.StopTask);
        rig.Step();
        Assert.Equal((ControlMode.Holding, StopCause.TaskEnded), (rig.Status.Mode, rig.Status.Cause));
        rig.RunUntil(status => status.Mode == ControlMode.Idle, 0.3);
        Assert.Null(rig.Violation);
        var sent = rig.Robot.SendCount;
        rig.Run(1);
        Assert.Equal(sent, rig.Robot.SendCount);

        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void RequestStop_Hold_StaysUntilTheOperatorResumes()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Run(3);
        Assert.Equal((ControlMode.Holding, StopCause.OperatorRequest), (rig.Status.Mode, rig.Status.Cause));
        var held = rig.Robot.Commanded.ToArray();
        var sent = rig.Robot.SendCount;
        rig.Run(1);
        Assert.Equal(held, rig.Robot.Commanded.ToArray());
        Assert.Equal(sent + 100, rig.Robot.SendCount);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.RunUntil(status => status.Source == CommandSource.Policy, 1);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Resume_CauseStillThere_IsRefused()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Protective);
        rig.Robot.JointNaN = 1;
        rig.Run(0.5);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Step();
        Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
        Assert.Equal(StopCause.JointStateInvalid, rig.Status.LastRefusal);
        rig.Robot.JointNaN = -1;
        rig.Run(1);
        Assert.Equal(ControlMode.ProtectiveStop, rig.Status.Mode);
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Step();
        Assert.Equal((ControlMode.Running, StopCause.None), (rig.Status.Mode, rig.Status.LastRefusal));
    }

    [Fact]
    public void RequestStop_Emergency_IsLatchedAndResetNeverRestartsMotion()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Emergency);
        rig.Run(0.5);
        Assert.Equal(ControlMode.EmergencyStop, rig.Status.Mode);
        var sent = rig.Robot.SendCount;
        rig.Loop.TryPost(LoopCommand.Resume);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Loop.TryPost(LoopCommand.StopTask);
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Run(1);
        Assert.Equal(ControlMode.EmergencyStop, rig.Status.Mode);
        Assert.Equal(sent, rig.Robot.SendCount);
        rig.Loop.TryPost(LoopCommand.ResetEmergencyStop);
        rig.Run(1);
        Assert.Equal(ControlMode.Idle, rig.Status.Mode);
        Assert.Equal(sent, rig.Robot.SendCount);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void RequestStop_InTheSameTickAsAStart_Wins()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Run(1);
        Assert.Equal((ControlMode.Holding, StopCause.OperatorRequest), (rig.Status.Mode, rig.Status.Cause));
        Assert.True(rig.Status.IsStandstill);
    }

    [Fact]
    public void RequestStop_SofterAfterHarder_DoesNotSoften()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Emergency);
        rig.Loop.RequestStop(StopCause.OperatorRequest, StopKind.Hold);
        rig.Step();
        Assert.Equal(ControlMode.EmergencyStop, rig.Status.Mode);
    }

    [Fact]
    public void TryPost_QueueFull_IsRefusedVisiblyAndAStopStillGetsThrough()
    {
        var rig = new LoopRig(new ControlLoopOptions { CommandQueueCapacity = 4 });
        rig.Start();
        for (var i = 0; i < 4; i++)
            Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
        Assert.False(rig.Loop.TryPost(LoopCommand.StopTask));
        rig.Loop.RequestStop(StopCause.OperatorRequest);
        rig.Step();
        Assert.Equal(ControlMode.Holding, rig.Status.Mode);
        Assert.True(rig.Loop.TryPost(LoopCommand.Resume));
    }

    [Fact]
    public void Epochs_EveryTransition_RaisesThem()
    {
        var rig = new LoopRig();
        Assert.Equal(0, rig.Loop.Epochs.Current);
        rig.Start();
        Assert.Equal(1, rig.Loop.Epochs.Current);
        rig.Robot.JointNaN = 0;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 1);
        Assert.Equal(2, rig.Loop.Epochs.Current);
        rig.Robot.JointNaN = -1;
        rig.RunUntil(status => status.Mode == ControlMode.Running, 1);
        Assert.Equal(3, rig.Loop.Epochs.Current);
        rig.Run(0.5);
        Assert.Equal(3, rig.Policy.LastEpoch);
        Assert.Equal(2, rig.Policy.ResetCount);
    }

    [Fact]
    public void Epochs_AnswerOfAnOlderOne_IsNeverExecuted()
    {
        var rig = new LoopRig();
        rig.Inference.LatencyNs = 300_000_000;
        rig.Policy.Amplitude = 0.5;
        rig.Start();
        rig.RunUntil(_ => rig.Inference.RequestCount == 2, 2);
        rig.Policy.Value = 1.9;
        rig.RunUntil(_ => rig.Inference.RequestCount == 3, 2);
        rig.Policy.Value = null;
        rig.Robot.JointNaN = 0;
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 1);
        rig.Robot.JointNaN = -1;
        var discarded = rig.Status.DiscardedChunkCount;
        var highest = double.MinValue;
        for (var i = 0; i < 200; i++)
        {
            rig.Step();
            highest = Math.Max(highest, rig.Robot.Commanded[0]);
        }

        Assert.Equal(discarded + 1, rig.Status.DiscardedChunkCount);
        Assert.True(highest < 0.9, $"the arm went to {highest}");
    }

    [Fact]
    public async Task ShutDown_WhileRunning_EndsWithAHoldCommandAtStandstill()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(0.7);
        Assert.True(rig.Last.CommandVelocity.Max(Math.Abs) > 0.9, "too slow to tell a deceleration from a halt");
        var done = rig.Loop.ShutDownAsync();
        rig.Step();
        Assert.False(done.IsCompleted);
        Assert.Equal((ControlMode.Holding, StopCause.Shutdown), (rig.Status.Mode, rig.Status.Cause));
        rig.RunUntil(status => status.IsStandstill, 0.5);
        var standing = rig.Robot.SendCount;
        rig.RunUntil(status => status.IsShutDown, 0.5);
        Assert.Equal(standing + 5, rig.Robot.SendCount);
        await done.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Null(rig.Violation);
        Assert.True(rig.Status.IsStandstill);
        var (sent, command) = (rig.Robot.SendCount, rig.Robot.Commanded.ToArray());
        rig.Run(1);
        Assert.Equal(sent, rig.Robot.SendCount);
        Assert.Equal(command, rig.Snapshot.Command);
    }

    [Theory]
    [InlineData(StopKind.Hold)]
    [InlineData(StopKind.Protective)]
    [InlineData(StopKind.Emergency)]
    public void ShutDown_WhileStopped_Ends(StopKind kind)
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Loop.RequestStop(StopCause.OperatorRequest, kind);
        rig.Run(0.5);
        rig.Robot.JointsSilent = true;
        rig.Robot.CommandReceiverCount = 0;
        var done = rig.Loop.ShutDownAsync();
        rig.Run(1);
        Assert.True(rig.Loop.IsShutDown);
        Assert.True(done.IsCompletedSuccessfully);
    }

    [Fact]
    public void ShutDown_Idle_EndsAtOnceAndSendsNothing()
    {
        var rig = new LoopRig();
        rig.Run(0.2);
        rig.Loop.ShutDownAsync();
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Step();
        Assert.True(rig.Loop.IsShutDown);
        Assert.Equal(0, rig.Robot.SendCount);
    }

    [Fact]
    public void Correct_WithACorrection_AdjustsTheTarget()
    {
        var rig = new LoopRig(correction: new Shift());
        rig.Policy.Value = 0.25;
        rig.Start();
        rig.Run(2);
        Assert.Equal(0.35, rig.Robot.Commanded[0], 1e-9);
        Assert.True(rig.Last.Corrected);
    }

    [Fact]
    public void Correct_ThatReturnsNaN_Holds()
    {
        var rig = new LoopRig(correction: new Shift { By = double.NaN });
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.RunUntil(status => status.Mode == ControlMode.Holding, 1);
        Assert.Equal(StopCause.NonFiniteAction, rig.Status.Cause);
        Assert.Null(rig.Violation);
    }

    [Fact]
    public void Constructor_OptionsOutOfRange_AreNamedTogether()
    {
        var options = new ControlLoopOptions { RateHz = double.NaN, MaxUnsentCommands = 0, RetreatSpeed = 2 };
        var errors = new List<string>();
        options.Validate("Control", errors);
        new ExecutorOptions { SeamFade = TimeSpan.FromSeconds(-1) }.Validate("Executor", errors);
        Assert.Equal(
            [
                "Control:RateHz is NaN Hz, expected 10 to 1000 Hz",
                "Control:MaxUnsentCommands is 0, expected 1 to 1000",
                "Control:RetreatSpeed is 2 of the speed limit, expected 0.01 to 1 of the speed limit",
                "Executor:SeamFade is -00:00:01, expected 00:00:00 to 00:00:01",
            ],
            errors);
        Assert.Throws<ArgumentException>(() => new LoopRig(options));
        errors.Clear();
        new ControlLoopOptions().Validate("Control", errors);
        new ExecutorOptions().Validate("Executor", errors);
        new Control.Observations.ObservationOptions().Validate("Observations", errors);
        Assert.Empty(errors);
    }

    private sealed class Shift : IActionCorrection
    {
        public double By { get; init; } = 0.1;

        public void Reset(long epoch)
        {
        }

        public bool Correct(
            long nowNs, ReadOnlySpan<double> positions, ReadOnlySpan<double> velocities, Span<double> target)
        {
            target[0] += By;
            return true;
        }
    }
}
