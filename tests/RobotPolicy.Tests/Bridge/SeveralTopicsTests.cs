using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Bridge;

/// <summary>A robot whose two arms have topics of their own: joints 0 and 2 on the left, joint 1 on the right.</summary>
public sealed class SeveralTopicsTests : IDisposable
{
    private const long Millisecond = 1_000_000;

    private readonly InMemoryNetwork _network = new(TimeProvider.System);
    private readonly InMemoryTransport _ours;
    private readonly InMemoryTransport _robot;
    private readonly IRosPublisher _left;
    private readonly IRosPublisher _right;
    private readonly RosRobotPort _port;
    private readonly CdrBuffer _buffer = new();
    private readonly double[] _positions = new double[3];
    private readonly double[] _velocities = new double[3];
    private readonly long _nowNs;

    public SeveralTopicsTests()
    {
        _ours = new InMemoryTransport(_network, "/ours", InMemoryDelivery.Manual);
        _robot = new InMemoryTransport(_network, "/robot", InMemoryDelivery.Manual);
        _left = _robot.CreatePublisher("/left/joint_states", JointState.Type, QosProfile.Default);
        _right = _robot.CreatePublisher("/right/joint_states", JointState.Type, QosProfile.Default);
        _port = new RosRobotPort(
            _ours, Profile(), new ObservationOptions(), new StampClock(new MonotonicClock(TimeProvider.System), TimeProvider.System));
        _nowNs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * Millisecond;
    }

    public void Dispose()
    {
        _port.Dispose();
        _ours.Dispose();
        _robot.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
    }

    [Fact]
    public void States_OfOneTopicAlone_AreNoneOfTheRobot()
    {
        Left(_nowNs, 1, 3);
        Assert.Equal(0, _port.Joints.Count);
        Assert.Equal(1, _port.GetJointStates(0).Count);
        Right(_nowNs, 2);
        Assert.True(_port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal([1, 2, 3], _positions);
    }

    [Fact]
    public void States_OfAnArmThatIsAhead_AreTakenAsTheyWereAtTheOthersTime()
    {
        Left(_nowNs - (40 * Millisecond), 0, 0);
        Left(_nowNs - (20 * Millisecond), 1, 10);
        Right(_nowNs - (30 * Millisecond), 7);
        Assert.True(_port.Joints.TryReadNewest(_positions, _velocities, out _));
        Assert.Equal([0.5, 7, 5], _positions, Near);
    }

    [Fact]
    public void States_OfASilentArm_HoldTheRobotsTime()
    {
        Left(_nowNs - (30 * Millisecond), 0, 0);
        Right(_nowNs - (30 * Millisecond), 0);
        var (count, stampNs) = _port.Joints.Newest;
        for (var i = 0; i < 5; i++)
            Left(_nowNs - ((20 - i) * Millisecond), 1, 1);
        Assert.Equal((count, stampNs), _port.Joints.Newest);
        Right(_nowNs - (17 * Millisecond), 0);
        Assert.Equal(count + 1, _port.Joints.Count);
        Assert.True(_port.Joints.Newest.StampNs > stampNs);
    }

    [Fact]
    public void States_UnusableOnOneTopic_AreUnusableForTheRobot_AndBlameItsJoint()
    {
        Left(_nowNs - (30 * Millisecond), 0, double.NaN);
        Assert.Equal((1, JointStateFault.NonFinite, 2), (_port.Joints.InvalidCount, _port.Joints.LastFault, _port.Joints.LastFaultJoint));
        Publish(_right, _nowNs, ["elbow"], [0]);
        Assert.Equal((2, JointStateFault.JointMissing, 1), (_port.Joints.InvalidCount, _port.Joints.LastFault, _port.Joints.LastFaultJoint));
        Assert.Equal((1, 1), (_port.GetJointStates(0).InvalidCount, _port.GetJointStates(1).InvalidCount));
    }

    [Fact]
    public void States_FromTheFutureOnOneTopic_DoNotHideItsSilence()
    {
        Right(_nowNs - (30 * Millisecond), 0);
        Left(_nowNs + (3_600_000 * Millisecond), 0, 0);
        Assert.Equal(0, _port.Joints.Count);
        Assert.Equal((1, JointStateFault.StampFuture), (_port.Joints.InvalidCount, _port.Joints.LastFault));
    }

    [Fact]
    public void Send_GoesInSharesToEachTopicUnderTheDriversNames()
    {
        using var arm = new LatestSample();
        using var other = new LatestSample();
        using var left = _robot.CreateSubscription("/left/commands", Float64MultiArray.Type, QosProfile.Default, arm);
        Assert.Equal(0, _port.CommandReceiverCount);
        using var right = _robot.CreateSubscription("/right/commands", JointTrajectory.Type, QosProfile.Default, other);
        Assert.Equal(1, _port.CommandReceiverCount);
        Assert.Equal(CommandStatus.Sent, _port.Send([1, 2, 3]));
        _robot.Pump();

        Assert.True(arm.TryTake(out var sample));
        Assert.True(Float64MultiArray.TryDecode(sample.Cdr, out var array, out _));
        Assert.Equal([3, 1], array.Data.ToArray());
        sample.Release();
        Assert.True(other.TryTake(out sample));
        Assert.True(JointTrajectory.TryDecode(sample.Cdr, out var trajectory, out _));
        var names = new List<string>();
        foreach (var name in trajectory.JointNames)
            names.Add(System.Text.Encoding.UTF8.GetString(name));
        Assert.Equal(["shoulder"], names);
        foreach (var point in trajectory.Points)
            Assert.Equal([2], point.Positions.ToArray());
        sample.Release();
    }

    [Fact]
    public void StatesAndCommands_ManyTimes_AllocateNothing()
    {
        const int count = 600;
        var messages = Enumerable.Range(0, count).SelectMany(i =>
        {
            var stampNs = _nowNs - ((count - i) * Millisecond);
            return new[] { (_left, Encode(stampNs, LeftNames, [9, i, 0])), (_right, Encode(stampNs, RightNames, [0])) };
        }).ToArray();
        Run(messages.AsSpan(..200));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(messages.AsSpan(200..));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(count, _port.Joints.Count);
        Assert.Equal(0, _port.Joints.InvalidCount);

        void Run(ReadOnlySpan<(IRosPublisher Publisher, byte[] Cdr)> all)
        {
            foreach (var (publisher, cdr) in all)
            {
                publisher.Publish(cdr);
                _ours.Pump();
                _port.Send(_positions);
            }
        }
    }

    private static bool Near(double left, double right) => Math.Abs(left - right) < 1e-3;

    private static HardwareProfile Profile()
    {
        var robot = FakeRobot.Describe(3, 0);
        var left = TestProfile.Joints("/left/joint_states", robot, [0, 2]) with { Names = ["shoulder", "elbow"] };
        var right = TestProfile.Joints("/right/joint_states", robot, [1]) with { Names = ["shoulder"] };
        return new HardwareProfile
        {
            Robot = robot,
            JointStates = [left, right],
            Commands =
            [
                TestProfile.Commanded(left with { Topic = "/left/commands", Joints = [2, 0], Names = ["elbow", "shoulder"] }, CommandInterface.ForwardPosition),
                TestProfile.Commanded(right with { Topic = "/right/commands" }, CommandInterface.JointTrajectory),
            ],
        };
    }

    private static readonly string[] LeftNames = ["extra", "elbow", "shoulder"];
    private static readonly string[] RightNames = ["shoulder"];
    private readonly double[] _leftValues = new double[3];
    private readonly double[] _rightValues = new double[1];

    private void Left(long stampNs, double shoulder, double elbow)
    {
        (_leftValues[1], _leftValues[2]) = (elbow, shoulder);
        Publish(_left, stampNs, LeftNames, _leftValues);
    }

    private void Right(long stampNs, double shoulder)
    {
        _rightValues[0] = shoulder;
        Publish(_right, stampNs, RightNames, _rightValues);
    }

    private void Publish(IRosPublisher publisher, long stampNs, string[] names, double[] positions)
    {
        Assert.Equal(PublishStatus.Sent, publisher.Publish(Encode(stampNs, names, positions)));
        _ours.Pump();
    }

    private byte[] Encode(long stampNs, string[] names, double[] positions)
    {
        var message = new JointState { Header = new Header { Stamp = RosTime.FromNs(stampNs) }, Name = names, Position = positions };
        Assert.True(_buffer.TryEncode(message, out _));
        return _buffer.Cdr.ToArray();
    }
}
