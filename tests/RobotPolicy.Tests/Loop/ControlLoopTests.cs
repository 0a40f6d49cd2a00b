using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Modes;
using RobotPolicy.TestSupport;

namespace RobotPolicy.Tests.Loop;

public sealed class ControlLoopTests
{
    [Fact]
    public void Tick_Idle_PublishesNothing()
    {
        var rig = new LoopRig();
        rig.Run(1);
        Assert.Equal(0, rig.Robot.SendCount);
        Assert.Equal(0, rig.Inference.RequestCount);
        Assert.Equal(ControlMode.Idle, rig.Status.Mode);
        Assert.Equal(StopCause.None, rig.Status.StartBlock.Cause);
    }

    [Fact]
    public void Tick_Start_BeginsAtTheMeasuredPositionAtRest()
    {
        var rig = new LoopRig();
        rig.Robot.Place(0.3, -0.7, 1.1);
        rig.Run(0.2);
        rig.Loop.TryPost(LoopCommand.StartTask);
        rig.Step();
        Assert.Equal(ControlMode.Running, rig.Status.Mode);
        Assert.Equal([0.3, -0.7, 1.1], rig.Robot.Commanded.ToArray());
        Assert.All(rig.Last.CommandVelocity, velocity => Assert.Equal(0, velocity));
    }

    [Fact]
    public void Tick_Running_FollowsThePolicy()
    {
        var rig = new LoopRig();
        rig.Start();
        rig.Run(3);
        Assert.Null(rig.Violation);
        for (var joint = 0; joint < 3; joint++)
        {
            var wanted = rig.Policy.Amplitude * Math.Sin((0.7 * rig.Clock.NowNs / 1e9) + joint);
            Assert.Equal(wanted, rig.Robot.Commanded[joint], 0.002);
        }

        Assert.Equal(0, rig.Status.HoldCount);
    }

    [Theory]
    [InlineData(ExecutorKind.RecedingHorizon, 100)]
    [InlineData(ExecutorKind.TemporalEnsemble, 100)]
    [InlineData(ExecutorKind.RealTimeChunking, 100)]
    [InlineData(ExecutorKind.Asynchronous, 100)]
    [InlineData(ExecutorKind.Streaming, 100)]
    [InlineData(ExecutorKind.RecedingHorizon, 1000)]
    [InlineData(ExecutorKind.RecedingHorizon, 10)]
    public void Tick_SixtySeconds_AllocatesNothingAndKeepsEveryLimit(ExecutorKind executor, double rateHz)
    {
        var rig = new LoopRig(new ControlLoopOptions { RateHz = rateHz }, executor);
        rig.Policy.Amplitude = 3;
        rig.Start();
        rig.Run(2);
        AllocationBudget.Check(AllocationBudget.Tick, rig.RunAndMeasure(60), (long)(20 * rateHz));
        Assert.Null(rig.Violation);
        Assert.Equal(0, rig.Status.HoldCount);

        // Every 8 of 20 actions of 50 ms, or by default when half of them are left.
        var secondsPerRequest = executor == ExecutorKind.Asynchronous ? 0.5 : 0.4;
        Assert.True(rig.Inference.RequestCount > 60 / secondsPerRequest * 0.9);
    }
}
