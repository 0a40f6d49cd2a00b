using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class FaultTests
{
    [Fact]
    public void Apply_EveryFault_AddsUpAndClearRemovesAll()
    {
        var state = FaultState.None;
        foreach (var command in (string[])
            ["freeze_camera front", " drop_camera  wrist ", "delay_camera front 250ms", "freeze_joint_states", "delay_joint_states 100ms",
             "nan_joint elbow", "duplicate_stamps", "drop_joint_states"])
            Assert.True(state.TryApply(command, out state, out var problem), problem);

        Assert.Equal(new CameraFaults(true, false, TimeSpan.FromMilliseconds(250)), state.Cameras[0]);
        Assert.Equal(new CameraFaults(false, true, TimeSpan.Zero), state.Cameras[1]);
        Assert.True(state.JointStatesFrozen);
        Assert.True(state.JointStatesDropped);
        Assert.Equal(TimeSpan.FromMilliseconds(100), state.JointStatesDelay);
        Assert.Equal(2, state.NanJoint);
        Assert.Equal(StampFault.Duplicated, state.Stamps);

        Assert.True(state.TryApply("clear", out state, out _));
        Assert.Same(FaultState.None, state);
    }

    [Theory]
    [InlineData("", "freeze_camera CAMERA")]
    [InlineData("explode", "freeze_camera CAMERA")]
    [InlineData("freeze_camera", "freeze_camera CAMERA")]
    [InlineData("freeze_camera back", "expected front or wrist")]
    [InlineData("delay_camera back 5ms", "expected front or wrist")]
    [InlineData("delay_camera front NaN", "0ms to 5000ms")]
    [InlineData("delay_camera front -1ms", "0ms to 5000ms")]
    [InlineData("delay_joint_states 5001ms", "0ms to 5000ms")]
    [InlineData("nan_joint knee", "waist, shoulder")]
    public void Apply_UnknownText_IsRefusedWithWhatIsAccepted(string command, string expected)
    {
        Assert.False(FaultState.None.TryApply(command, out var state, out var problem));

        Assert.Contains(expected, problem);
        Assert.Same(FaultState.None, state);
    }

    [Fact]
    public void Switchboard_BadMessages_KeepTheStateAndWarn()
    {
        var warnings = new StringWriter();
        var board = new FaultSwitchboard(new RateLimitedLog(warnings, new FakeClock()));
        Assert.True(board.TryApply("nan_joint waist", out _));

        Assert.False(board.TryApply("nonsense", out _));

        Assert.Equal(0, board.State.NanJoint);
    }

    [Fact]
    public void Stamps_Duplicated_EverySecondRepeats()
    {
        var corruptor = new StampCorruptor();

        Assert.Equal([10, 20, 20, 40, 40], Apply(corruptor, StampFault.Duplicated));
    }

    [Fact]
    public void Stamps_Reordered_EverySecondIsOlderThanTheOneBefore()
    {
        var stamps = Apply(new StampCorruptor(), StampFault.Reordered, 1_000_000);

        Assert.True(stamps[2] < stamps[1] && stamps[4] < stamps[3]);
        Assert.True(stamps[3] > stamps[1]);
    }

    [Fact]
    public void Stamps_NoFault_AreTrue()
    {
        Assert.Equal([10, 20, 30, 40, 50], Apply(new StampCorruptor(), StampFault.None));
    }

    [Fact]
    public void DelayLine_Overflow_LosesTheOldestAndCounts()
    {
        var line = new DelayLine(2);
        line.Add([1], 100);
        line.Add([2, 2], 200);
        line.Add([3], 300);

        Assert.Equal(1, line.DroppedCount);
        Assert.Equal(200, line.NextDueNs);
        Assert.False(line.TryTake(199, out _));
        Assert.True(line.TryTake(200, out var second));
        Assert.Equal([2, 2], second.ToArray());
        Assert.True(line.TryTake(1000, out var third));
        Assert.Equal([3], third.ToArray());
        Assert.Equal(long.MaxValue, line.NextDueNs);
    }

    private static long[] Apply(StampCorruptor corruptor, StampFault fault, long scale = 1) =>
        [.. new long[] { 10, 20, 30, 40, 50 }.Select(stamp => corruptor.Apply(fault, stamp * scale))];
}
