using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>Publishes one topic's share of each command. Control thread; allocates nothing after the first command.</summary>
internal sealed class CommandWriter : IDisposable
{
    private readonly CommandTopic _topic;
    private readonly IRosPublisher _publisher;
    private readonly int[] _joints;
    private readonly string[] _names;
    private readonly long[] _timeFromStartNs;
    private readonly double[] _positions;
    private readonly CdrBuffer _buffer = new();

    /// <summary>Announces the topic; publishes nothing.</summary>
    public CommandWriter(IRosTransport transport, CommandTopic topic)
    {
        _topic = topic;
        _joints = [.. topic.Joints];
        _names = [.. topic.Names];
        _timeFromStartNs = [topic.TimeFromStart.ToNanoseconds()];
        _positions = new double[_joints.Length];
        _publisher = transport.CreatePublisher(topic.Topic, CommandMessages.TypeOf(topic.Interface), QosProfile.Command);
    }

    /// <summary>Receivers that are matched now.</summary>
    public int ReceiverCount => _publisher.MatchedCount;

    /// <summary>Publishes the topic's joints.</summary>
    /// <param name="robot">Positions of all joints of the robot, rad or m.</param>
    public CommandStatus Send(ReadOnlySpan<double> robot)
    {
        for (var i = 0; i < _joints.Length; i++)
            _positions[i] = robot[_joints[i]];
        if (!Encode())
            return CommandStatus.Failed;
        return _publisher.Publish(_buffer.Cdr) switch
        {
            PublishStatus.Sent => CommandStatus.Sent,
            PublishStatus.TimedOut => CommandStatus.TimedOut,
            PublishStatus.Disposed => CommandStatus.Closed,
            _ => CommandStatus.Failed,
        };
    }

    public void Dispose() => _publisher.Dispose();

    private bool Encode()
    {
        if (_topic.Interface == CommandInterface.ForwardPosition)
            return _buffer.TryEncode(new Float64MultiArray { Data = _positions }, out _);

        // A stamp of zero means "now": the controller goes from where it is to the point, in a straight line.
        return _buffer.TryEncode(
            new JointTrajectory
            {
                JointNames = _names,
                Points = new JointTrajectoryPoints(_names.Length, _timeFromStartNs, _positions),
            },
            out _);
    }
}
