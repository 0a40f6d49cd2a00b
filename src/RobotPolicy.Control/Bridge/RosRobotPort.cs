using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// A robot on ROS 2 topics: joint states and pictures in, position commands out. Subscribes when created; publishes only when
/// <see cref="Send"/> is called. Receiving and sending allocate nothing in a steady state.
/// </summary>
public sealed class RosRobotPort : IRobotPort, IDisposable
{
    private readonly HardwareProfile _profile;
    private readonly IRosPublisher _commands;
    private readonly IRosSubscription _jointStates;
    private readonly IRosSubscription[] _pictures;
    private readonly CameraReceiver[] _receivers;
    private readonly CameraSlot[] _cameras;
    private readonly string[] _jointNames;
    private readonly long[] _timeFromStartNs;
    private readonly CdrBuffer _buffer = new();
    private volatile bool _isDisposed;

    /// <summary>Subscribes to the robot's topics and announces the command topic; moves nothing.</summary>
    /// <param name="transport">The wire; stays the caller's to dispose, after the port.</param>
    /// <param name="profile">The robot.</param>
    /// <param name="options">Limits on time stamps.</param>
    /// <param name="stamps">Reads header stamps, on the clock that the transport dates receptions with.</param>
    public RosRobotPort(IRosTransport transport, HardwareProfile profile, ObservationOptions options, IStampClock stamps)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(profile);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(stamps);
        _profile = profile;
        _jointNames = [.. Robot.Joints.Select(joint => joint.Name)];
        _timeFromStartNs = [profile.TimeFromStart.ToNanoseconds()];
        Joints = new JointStateHistory(_jointNames.Length, options.StampLimits);
        _cameras = [.. Robot.Cameras.Select(camera => new CameraSlot(camera.Name, options.StampLimits))];
        _receivers = [.. Robot.Cameras.Select((camera, i) =>
            new CameraReceiver(_cameras[i], camera, stamps, profile.Stamps))];

        _commands = transport.CreatePublisher(
            profile.CommandTopic,
            profile.Command == CommandInterface.JointTrajectory ? JointTrajectory.Type : Float64MultiArray.Type,
            QosProfile.Command);
        _jointStates = transport.CreateSubscription(
            profile.JointStatesTopic,
            JointState.Type,
            QosProfile.SensorData,
            new JointStateReceiver(Joints, _jointNames, stamps, profile.Stamps));
        _pictures = [.. Robot.Cameras.Select((camera, i) => transport.CreateSubscription(
            camera.Topic,
            camera.Compressed ? CompressedImage.Type : Image.Type,
            QosProfile.SensorData,
            _receivers[i]))];
    }

    /// <inheritdoc/>
    public RobotDescription Robot => _profile.Robot;

    /// <inheritdoc/>
    public JointStateHistory Joints { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CameraSlot> Cameras => _cameras;

    /// <inheritdoc/>
    public int CommandReceiverCount => _commands.MatchedCount;

    /// <summary>Publishers of joint states that are matched now.</summary>
    public int JointStatePublisherCount => _jointStates.MatchedCount;

    /// <summary>Publishers of one camera that are matched now.</summary>
    public int GetCameraPublisherCount(int camera) => _pictures[camera].MatchedCount;

    /// <summary>Pictures of one camera dropped because every frame was held by somebody.</summary>
    public long GetCameraExhaustedCount(int camera) => _receivers[camera].ExhaustedCount;

    /// <inheritdoc/>
    public CommandStatus Send(ReadOnlySpan<double> positions)
    {
        if (_isDisposed)
            return CommandStatus.Closed;
        if (!Encode(positions))
            return CommandStatus.Failed;
        return _commands.Publish(_buffer.Cdr) switch
        {
            PublishStatus.Sent => CommandStatus.Sent,
            PublishStatus.TimedOut => CommandStatus.TimedOut,
            PublishStatus.Disposed => CommandStatus.Closed,
            _ => CommandStatus.Failed,
        };
    }

    /// <summary>Leaves the topics and lets all pictures go. The control thread must have stopped before.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        _jointStates.Dispose();
        foreach (var subscription in _pictures)
            subscription.Dispose();
        foreach (var camera in _cameras)
            camera.Dispose();
        _commands.Dispose();
    }

    private bool Encode(ReadOnlySpan<double> positions)
    {
        if (_profile.Command == CommandInterface.ForwardPosition)
            return _buffer.TryEncode(new Float64MultiArray { Data = positions }, out _);

        // A stamp of zero means "now": the controller goes from where it is to the point, in a straight line.
        return _buffer.TryEncode(
            new JointTrajectory
            {
                JointNames = _jointNames,
                Points = new JointTrajectoryPoints(_jointNames.Length, _timeFromStartNs, positions),
            },
            out _);
    }
}
