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
    private readonly CommandWriter[] _commands;
    private readonly IRosSubscription[] _jointStates;
    private readonly IRosSubscription[] _pictures;
    private readonly CameraReceiver[] _receivers;
    private readonly CameraSlot[] _cameras;
    private readonly JointStateMerge? _merge;
    private volatile bool _isDisposed;

    /// <summary>Subscribes to the robot's topics and announces the topics of commands; moves nothing.</summary>
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
        Robot = profile.Robot;
        Joints = new JointStateHistory(Robot.Joints.Count, options.StampLimits);
        _merge = profile.JointStates.Count > 1 ? new JointStateMerge(Joints, profile.JointStates, options.StampLimits) : null;
        _cameras = [.. Robot.Cameras.Select(camera => new CameraSlot(camera.Name, options.StampLimits))];
        _receivers = [.. Robot.Cameras.Select((camera, i) =>
            new CameraReceiver(_cameras[i], camera, stamps, profile.Stamps))];

        _commands = [.. profile.Commands.Select(topic => new CommandWriter(transport, topic))];
        _jointStates = [.. profile.JointStates.Select((topic, i) => transport.CreateSubscription(
            topic.Topic,
            JointState.Type,
            QosProfile.SensorData,
            new JointStateReceiver(
                GetJointStates(i),
                topic.Names,
                stamps,
                profile.Stamps,
                _merge is { } merge ? receivedNs => merge.Update(i, receivedNs) : null)))];
        _pictures = [.. Robot.Cameras.Select((camera, i) => transport.CreateSubscription(
            camera.Topic,
            camera.Compressed ? CompressedImage.Type : Image.Type,
            QosProfile.SensorData,
            _receivers[i]))];
    }

    /// <inheritdoc/>
    public RobotDescription Robot { get; }

    /// <inheritdoc/>
    public JointStateHistory Joints { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CameraSlot> Cameras => _cameras;

    /// <summary>Receivers of the topic of commands that has the fewest: with none on one, a part of the robot does not follow.</summary>
    public int CommandReceiverCount
    {
        get
        {
            var fewest = int.MaxValue;
            foreach (var command in _commands)
                fewest = Math.Min(fewest, command.ReceiverCount);
            return fewest;
        }
    }

    /// <summary>States of the joints of one topic of the profile, as they arrive; with one topic these are <see cref="Joints"/>.</summary>
    public JointStateHistory GetJointStates(int topic) => _merge?.PartOf(topic) ?? Joints;

    /// <summary>Publishers of one topic of joint states that are matched now.</summary>
    public int GetJointStatePublisherCount(int topic) => _jointStates[topic].MatchedCount;

    /// <summary>Publishers of one camera that are matched now.</summary>
    public int GetCameraPublisherCount(int camera) => _pictures[camera].MatchedCount;

    /// <summary>Pictures of one camera dropped because every frame was held by somebody.</summary>
    public long GetCameraExhaustedCount(int camera) => _receivers[camera].ExhaustedCount;

    /// <summary>Hands one command over, to each topic its share. Does not block, allocate or throw.</summary>
    /// <param name="positions">Commanded positions in the order of the robot's joints; radians or metres.</param>
    /// <returns>The worst that became of a share.</returns>
    public CommandStatus Send(ReadOnlySpan<double> positions)
    {
        if (_isDisposed)
            return CommandStatus.Closed;
        var worst = CommandStatus.Sent;
        foreach (var command in _commands)
        {
            var status = command.Send(positions);
            if (status > worst)
                worst = status;
        }

        return worst;
    }

    /// <summary>Leaves the topics and lets all pictures go. The control thread must have stopped before.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        foreach (var subscription in _jointStates)
            subscription.Dispose();
        foreach (var subscription in _pictures)
            subscription.Dispose();
        foreach (var camera in _cameras)
            camera.Dispose();
        foreach (var command in _commands)
            command.Dispose();
    }
}
