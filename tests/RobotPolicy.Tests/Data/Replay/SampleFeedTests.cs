using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.TestSupport;
using RobotPolicy.Tests.Loop;

namespace RobotPolicy.Tests.Data.Replay;

public sealed class SampleFeedTests
{
    private const long Millisecond = 1_000_000;

    [Fact]
    public void DeliverTo_OfTwoTopics_GivesTheStatesThatWereSeen_InTheOrderOfArrival()
    {
        var clock = new ReplayClock();
        var network = new InMemoryNetwork(clock);
        using var robot = new InMemoryTransport(network, "/recording", InMemoryDelivery.Manual);
        using var ours = new InMemoryTransport(network, "/service", InMemoryDelivery.Manual);
        var profile = Profile();
        using var port = new RosRobotPort(ours, profile, new ObservationOptions(), new RecordedStamps(_ => 0));
        var (left, right) = (new Queue<LogSample>(), new Queue<LogSample>());
        for (var i = 1; i <= 3; i++)
        {
            left.Enqueue(Sample(profile.JointStates[0], i * 10 * Millisecond, i));
            right.Enqueue(Sample(profile.JointStates[1], (i * 10 * Millisecond) + Millisecond, -i));
        }

        var feed = SampleFeed.OfJoints(robot, ours, profile, clock, [left, right], port.Joints);
        var told = new List<long>();
        feed.DeliverTo(20 * Millisecond, 0, sample => told.Add(sample.ReceivedNs / Millisecond));

        Assert.Equal([10, 11, 20, 21], told);
        Assert.Equal((2, 20 * Millisecond), port.Joints.Newest);
        feed.DeliverUntil(30 * Millisecond, sample => told.Add(sample.ReceivedNs / Millisecond));
        Assert.Equal([10, 11, 20, 21, 30], told);
        Assert.Equal((3, 21 * Millisecond), port.Joints.Newest);
    }

    private static HardwareProfile Profile()
    {
        var robot = FakeRobot.Describe(2, 0);
        return TestProfile.Of(robot) with
        {
            JointStates = [TestProfile.Joints("/left/joint_states", robot, [0]), TestProfile.Joints("/right/joint_states", robot, [1])],
        };
    }

    private static LogSample Sample(JointTopic topic, long timeNs, double position)
    {
        var buffer = new CdrBuffer();
        var message = new JointState { Header = new Header { Stamp = RosTime.FromNs(timeNs) }, Name = topic.Names.ToArray(), Position = (double[])[position] };
        Assert.True(buffer.TryEncode(message, out _));
        return new LogSample(topic.Topic, timeNs, timeNs, buffer.Cdr);
    }
}
