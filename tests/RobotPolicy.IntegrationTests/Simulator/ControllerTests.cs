using RobotPolicy.Simulator.Controllers;
using RobotPolicy.Simulator.PickPlace;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.IntegrationTests.Simulator;

public sealed class ControllerTests
{
    private const long Ms = 1_000_000;

    private readonly FakeClock _clock = new();
    private readonly StringWriter _warnings = new();
    private readonly CommandCounters _counters = new();
    private readonly ArmCommander _commander = new(new double[RobotNames.JointCount]);
    private readonly ForwardPositionController _forward;
    private readonly JointTrajectoryController _trajectory;

    public ControllerTests()
    {
        var log = new RateLimitedLog(_warnings, _clock);
        _forward = new ForwardPositionController(_commander, _counters, log);
        _trajectory = new JointTrajectoryController(_commander, _counters, _clock, _clock, log);
    }

    [Fact]
    public void Forward_SevenValues_AreHeldForever()
    {
        Assert.Equal(CommandVerdict.Accepted, _forward.Handle(Encode.Targets(1, 2, 3, 4, 5, 6, 7)));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], SampleAfter(0));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], SampleAfter(3_600_000));
    }

    [Theory]
    [InlineData(CommandVerdict.WrongLength, new double[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(CommandVerdict.WrongLength, new double[] { })]
    [InlineData(CommandVerdict.NotFinite, new[] { 1, 2, double.NaN, 4, 5, 6, 7 })]
    [InlineData(CommandVerdict.NotFinite, new[] { 1, 2, 3, 4, 5, 6, double.NegativeInfinity })]
    public void Forward_BadValues_AreDroppedAndTheLastCommandStays(object verdict, double[] values)
    {
        _forward.Handle(Encode.Targets(1, 1, 1, 1, 1, 1, 1));

        Assert.Equal((CommandVerdict)verdict, _forward.Handle(Encode.Targets(values)));

        Assert.Equal([1, 1, 1, 1, 1, 1, 1], SampleAfter(0));
        Assert.Equal((1, 1), (_counters.Accepted, _counters.Rejected));
        Assert.Contains(ForwardPositionController.Topic, _warnings.ToString());
    }

    [Fact]
    public void Forward_BadValuesAtAHighRate_WarnOnceAndCountAll()
    {
        for (var i = 0; i < 1000; i++)
            _forward.Handle(Encode.Targets(double.NaN, 0, 0, 0, 0, 0, 0));

        Assert.Equal(1000, _counters[CommandVerdict.NotFinite]);
        Assert.Single(_warnings.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 1, 0, 0 })]
    [InlineData(new byte[] { 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255 })]
    public void Both_MalformedBytes_AreDropped(byte[] cdr)
    {
        Assert.Equal(CommandVerdict.Malformed, _forward.Handle(cdr));
        Assert.Equal(CommandVerdict.Malformed, _trajectory.Handle(cdr));
    }

    [Fact]
    public void Trajectory_StampZero_MovesLinearlyFromTheCurrentCommandAndHoldsTheLastPoint()
    {
        _forward.Handle(Encode.Targets(Same(1)));

        Assert.Equal(CommandVerdict.Accepted, _trajectory.Handle(Encode.Trajectory(0, null, (0.1, Same(2)), (0.3, Same(6)))));

        Assert.Equal(1.0, SampleAfter(0)[0], 9);
        Assert.Equal(1.5, SampleAfter(50)[0], 9);
        Assert.Equal(2.0, SampleAfter(100)[0], 9);
        Assert.Equal(4.0, SampleAfter(200)[6], 9);
        Assert.Equal(6.0, SampleAfter(300)[3], 9);
        Assert.Equal(6.0, SampleAfter(9000)[0], 9);
    }

    [Fact]
    public void Trajectory_JointsInAnotherOrder_AreMatchedByName()
    {
        string[] names = ["gripper", "wrist_roll", "wrist_pitch", "forearm_roll", "elbow", "shoulder", "waist"];

        _trajectory.Handle(Encode.Trajectory(0, names, (0, [7, 6, 5, 4, 3, 2, 1])));

        Assert.Equal([1, 2, 3, 4, 5, 6, 7], SampleAfter(0));
    }

    [Fact]
    public void Trajectory_NewMessage_ReplacesTheRunningOneFromWhereItIs()
    {
        _trajectory.Handle(Encode.Trajectory(0, null, (1.0, Same(10))));
        _clock.NowNs += 500 * Ms;

        _trajectory.Handle(Encode.Trajectory(0, null, (0.1, Same(7))));

        Assert.Equal(5.0, SampleAfter(0)[0], 9);
        Assert.Equal(6.0, SampleAfter(50)[0], 9);
        Assert.Equal(7.0, SampleAfter(2000)[0], 9);
    }

    [Fact]
    public void Trajectory_PartlyPast_SkipsThePastPoints()
    {
        var start = _clock.UnixNowNs - (150 * Ms);

        Assert.Equal(CommandVerdict.Accepted, _trajectory.Handle(Encode.Trajectory(start, null, (0.1, Same(100)), (0.2, Same(4)))));

        Assert.Equal(0.0, SampleAfter(0)[0], 9);
        Assert.Equal(2.0, SampleAfter(25)[0], 6);
        Assert.Equal(4.0, SampleAfter(50)[0], 9);
    }

    [Fact]
    public void Trajectory_WhollyPast_IsRejected()
    {
        var start = _clock.UnixNowNs - (300 * Ms);

        Assert.Equal(CommandVerdict.InThePast, _trajectory.Handle(Encode.Trajectory(start, null, (0.1, Same(1)), (0.2, Same(4)))));

        Assert.Equal(0.0, SampleAfter(1000)[0]);
    }

    [Fact]
    public void Trajectory_WithoutPoints_StopsTheMotion()
    {
        _trajectory.Handle(Encode.Trajectory(0, null, (1.0, Same(10))));
        _clock.NowNs += 300 * Ms;

        Assert.Equal(CommandVerdict.Accepted, _trajectory.Handle(Encode.Trajectory(0, null)));

        Assert.Equal(3.0, SampleAfter(2000)[0], 9);
    }

    [Fact]
    public void Trajectory_WrongJointNames_AreRejected()
    {
        var names = (string[])RobotNames.Joints.Clone();
        names[2] = "knee";
        Assert.Equal(CommandVerdict.UnknownJoint, _trajectory.Handle(Encode.Trajectory(0, names, (1, Same(1)))));
        names[2] = "waist";
        Assert.Equal(CommandVerdict.UnknownJoint, _trajectory.Handle(Encode.Trajectory(0, names, (1, Same(1)))));
        Assert.Equal(CommandVerdict.PartialJoints, _trajectory.Handle(Encode.Trajectory(0, ["waist"], (1, [1]))));
        Assert.Contains("knee", _warnings.ToString());
        Assert.Equal(0.0, SampleAfter(2000)[0]);
    }

    [Fact]
    public void Trajectory_UnorderedOrNotFinitePoints_AreRejected()
    {
        Assert.Equal(CommandVerdict.UnorderedTimes, _trajectory.Handle(Encode.Trajectory(0, null, (0.2, Same(1)), (0.2, Same(2)))));
        Assert.Equal(CommandVerdict.UnorderedTimes, _trajectory.Handle(Encode.Trajectory(0, null, (-0.1, Same(1)))));
        Assert.Equal(CommandVerdict.NotFinite, _trajectory.Handle(Encode.Trajectory(0, null, (0.1, Same(1)), (0.2, Same(double.NaN)))));
        Assert.Equal(0.0, SampleAfter(2000)[0]);
    }

    [Fact]
    public void Commander_ExtremeValues_StayFinite()
    {
        _forward.Handle(Encode.Targets(Same(-1.7e308)));
        _trajectory.Handle(Encode.Trajectory(0, null, (1, Same(1.7e308))));

        Assert.All(SampleAfter(500), value => Assert.True(double.IsFinite(value)));
    }

    [Fact]
    public void LastWriter_OfBothTopics_Wins()
    {
        _trajectory.Handle(Encode.Trajectory(0, null, (1.0, Same(10))));
        _forward.Handle(Encode.Targets(Same(3)));
        Assert.Equal(3.0, SampleAfter(2000)[0]);

        _trajectory.Handle(Encode.Trajectory(0, null, (1.0, Same(4))));
        Assert.Equal(3.5, SampleAfter(500)[0], 9);
    }

    private static double[] Same(double value) => [value, value, value, value, value, value, value];

    private double[] SampleAfter(long milliseconds)
    {
        var command = new double[RobotNames.JointCount];
        _commander.Sample(_clock.NowNs + (milliseconds * Ms), command);
        return command;
    }
}
