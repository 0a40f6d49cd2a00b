using RobotPolicy.Control.Model;
using RobotPolicy.IntegrationTests.CycloneDds;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>
/// Faults thrown and cleared over a topic while a task moves the arm: each one leads to the hold that names it, and to standstill
/// within the limits; when it is gone, the task goes on by itself. One simulator and one service live through all of them.
/// </summary>
[Collection(NativeWireCollection.Name)]
public sealed class LiveFaultTests(LiveRuntime live) : IClassFixture<LiveRuntime>
{
    private const int StandingCommands = 5;

    [Theory]
    [InlineData("freeze_camera front", StopCause.CameraStale, "front", 11)]
    [InlineData("drop_camera wrist", StopCause.CameraStale, "wrist", 12)]
    [InlineData("delay_camera front 2000ms", StopCause.CameraStale, "front", 13)]
    [InlineData("freeze_joint_states", StopCause.JointStateStale, "", 14)]
    [InlineData("drop_joint_states", StopCause.JointStateStale, "", 15)]
    [InlineData("delay_joint_states 400ms", StopCause.JointStateStale, "", 16)]
    [InlineData("nan_joint elbow", StopCause.JointStateInvalid, "elbow", 17)]
    public void Fault_WhileTheArmMoves_HoldsWithItsNameAndGoesOnWhenItIsGone(string fault, StopCause cause, string culprit, int seed)
    {
        live.StartMoving(seed);
        var running = live.Status;

        live.Watcher.Throw(fault);
        try
        {
            Wait.Until(
                () => live.Status is { Mode: ControlMode.Holding, IsStandstill: true } status && status.Cause == cause && Name(status.Culprit) == culprit,
                () => live.Describe($"does not hold for {fault}"));
            var held = live.Status;
            Assert.True(held.Epoch > running.Epoch, "a hold within the old epoch");
            Assert.True(held.HoldCount > running.HoldCount, "a hold that is not counted");
            Wait.Until(() => live.Watcher.IsStanding(StandingCommands), () => "The commands do not come to a standstill");

            // As long as the cause is there, nothing moves, and nothing begins anew.
            var standing = live.Watcher.Tail(1)[0].Positions;
            live.WaitTicks(100);
            Assert.Equal((ControlMode.Holding, held.Epoch), (live.Status.Mode, live.Status.Epoch));
            Assert.Equal(standing, live.Watcher.Tail(1)[0].Positions);

            live.Watcher.Throw("clear");
            Wait.Until(
                () => live.Status is { Mode: ControlMode.Running, Source: Control.Loop.CommandSource.Policy },
                () => live.Describe($"does not go on after {fault}"));
            Assert.True(live.Status.Epoch > held.Epoch, "goes on within the epoch of the hold");
        }
        finally
        {
            live.Watcher.Throw("clear");
        }

        // The watcher has seen every command of the service's whole life, and none of them broke a limit.
        live.EndTask();
        Wait.Until(() => live.Watcher.CommandCount == live.Status.SentCount, () => live.Describe("sent what nobody saw"));
        Assert.Equal(0, MotionLimits.AssertKept(live.Watcher.Commands, live.Watcher.Robot, live.PeriodSeconds));

        string Name(int index) => index < 0 ? "" : cause == StopCause.CameraStale
            ? live.Runtime.Robot.Cameras[index].Name
            : live.Runtime.Robot.Joints[index].Name;
    }
}
