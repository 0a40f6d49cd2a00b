using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>
/// Publishes what is replayed: the robot's messages as they were recorded, and as joint states the commands that were recorded and those
/// that come out now. Everything stands below a prefix, so that no robot obeys it.
/// </summary>
internal sealed class ReplayPublisher : IReplayObserver, IDisposable
{
    private readonly IRosTransport _transport;
    private readonly string[] _joints;
    private readonly Dictionary<string, IRosPublisher> _topics = [];
    private readonly IRosPublisher _recorded;
    private readonly IRosPublisher _replayed;
    private readonly CdrBuffer _buffer = new();

    public ReplayPublisher(IRosTransport transport, string prefix, ILogStream log)
    {
        _transport = transport;
        _joints = [.. log.Facts.Profile.Robot.Joints.Select(joint => joint.Name)];
        foreach (var topic in log.Topics.Where(topic => topic.Type.Length > 0 && !topic.Type.StartsWith("robotpolicy_msgs/", StringComparison.Ordinal)))
            _topics[topic.Name] = transport.CreatePublisher(
                prefix + topic.Name, new RosMessageType(topic.Type, topic.TypeHash.Length > 0 ? topic.TypeHash : null), QosProfile.Default);
        _recorded = transport.CreatePublisher($"{prefix}/commands/recorded", JointState.Type, QosProfile.Default);
        _replayed = transport.CreatePublisher($"{prefix}/commands/replayed", JointState.Type, QosProfile.Default);
    }

    public void OnTick(LoggedTick recorded, in TickRecord replayed)
    {
        Publish(_recorded, recorded.StampUnixNs, recorded.Record.Command);
        Publish(_replayed, recorded.StampUnixNs, replayed.Command);
    }

    public void OnSample(LogSample sample)
    {
        if (_topics.TryGetValue(sample.Topic, out var publisher))
            publisher.Publish(sample.Cdr);
    }

    public void Dispose() => _transport.Dispose();

    private void Publish(IRosPublisher publisher, long stampUnixNs, double[] positions)
    {
        var message = new JointState { Header = new Header { Stamp = RosTime.FromNs(stampUnixNs) }, Name = _joints, Position = positions };
        if (_buffer.TryEncode(message, out _))
            publisher.Publish(_buffer.Cdr);
    }
}
