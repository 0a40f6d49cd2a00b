using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Virtual;

/// <summary>
/// The simulated arm in virtual time on ROS topics inside this process, as its hardware profile names them, and the service's own
/// <see cref="RosRobotPort"/> at the other end. Joint states come once in a control period; a picture comes when it is due, with the stamp
/// of the moment that it shows, and is drawn only where somebody subscribes to it. A command takes effect with the period that follows;
/// of a trajectory the last point counts, at once. The same seed gives the same bytes of every message on every run. One thread.
/// </summary>
internal sealed class VirtualRosRobot : IVirtualRobot
{
    private readonly HardwareProfile _profile;
    private readonly CameraOptions _cameras;
    private readonly PictureSchedule _pictures;
    private readonly InMemoryTransport _robotSide;
    private readonly InMemoryTransport _serviceSide;
    private readonly RosRobotPort _port;
    private readonly IRosPublisher _jointStates;
    private readonly IRosPublisher[] _images;
    private readonly string[] _jointNames;
    private readonly int[] _simulated;
    private readonly byte[] _pixels;
    private readonly double[] _command = new double[SimulatorGym.JointCount];
    private readonly CdrBuffer _buffer = new();

    /// <summary>Makes the graph and connects both ends.</summary>
    /// <param name="gym">The simulator; stays the caller's to dispose.</param>
    /// <param name="profile">The arm, with the simulator's joints in the simulator's order and raw pictures.</param>
    /// <param name="clock">Moved by <see cref="Advance"/>; its time of day is that of the stamps.</param>
    /// <param name="cameras">How the cameras work.</param>
    /// <param name="wrap">
    /// Stands between the service's port and its transport, for instance to record; what it returns stays the caller's to dispose, after
    /// this. Nothing unless told.
    /// </param>
    /// <param name="stamps">Told how stamps are read; nobody unless told.</param>
    /// <exception cref="CampaignException">The profile is of another robot.</exception>
    public VirtualRosRobot(
        SimulatorGym gym,
        HardwareProfile profile,
        VirtualClock clock,
        CameraOptions cameras,
        Func<IRosTransport, IRosTransport>? wrap = null,
        IStampObserver? stamps = null)
    {
        (Gym, Clock, _profile, _cameras) = (gym, clock, profile, cameras);
        _simulated = SimulatorGym.FindCameras(profile.Robot);
        if (profile.Robot.Cameras.FirstOrDefault(camera => camera.Compressed) is { } compressed)
            throw new CampaignException($"Camera '{compressed.Name}': expected raw pictures, actual compressed ones.");
        if (profile.JointStates.Count > 1 || profile.Commands.Count > 1)
            throw new CampaignException($"Robot '{profile.Robot.Name}': expected one topic of joint states and one of commands, actual {profile.JointStates.Count} and {profile.Commands.Count}.");
        _jointNames = [.. profile.Robot.Joints.Select(joint => joint.Name)];
        _pixels = new byte[cameras.Width * cameras.Height * 3];
        _pictures = new PictureSchedule(cameras);
        Network = new InMemoryNetwork(clock.Time);
        _robotSide = new InMemoryTransport(Network, "/simulator", InMemoryDelivery.Manual);
        _serviceSide = new InMemoryTransport(Network, "/robot_policy", InMemoryDelivery.Manual);
        _jointStates = _robotSide.CreatePublisher(profile.JointStates[0].Topic, JointState.Type, QosProfile.Command);
        _images = [.. profile.Robot.Cameras.Select(camera => _robotSide.CreatePublisher(camera.Topic, Image.Type, QosProfile.Command))];
        _robotSide.CreateSubscription(
            profile.Commands[0].Topic,
            CommandMessages.TypeOf(profile.Commands[0].Interface),
            QosProfile.Command,
            new CommandTopicReceiver(profile.Commands[0].Interface, _jointNames, _command));
        _port = new RosRobotPort(wrap?.Invoke(_serviceSide) ?? _serviceSide, profile, new ObservationOptions(), new StampClock(clock, clock.Time, stamps));
    }

    /// <summary>The graph, for nodes that look on; they deliver to themselves.</summary>
    public InMemoryNetwork Network { get; }

    /// <inheritdoc/>
    public SimulatorGym Gym { get; }

    /// <inheritdoc/>
    public VirtualClock Clock { get; }

    /// <inheritdoc/>
    public IRobotPort Port => _port;

    /// <inheritdoc/>
    public void Reset(int seed, int goal = 0)
    {
        Gym.Reset(seed, goal);
        Gym.Positions.CopyTo(_command);
        _pictures.Reset(Clock.NowNs);
        Report();
    }

    /// <inheritdoc/>
    public void Advance(long periodNs)
    {
        Deliver(_robotSide);
        Gym.Step((int)(periodNs / SimulatorGym.StepNs), _command);
        Clock.NowNs += periodNs;
        Report();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _port.Dispose();
        _serviceSide.Dispose();
        _robotSide.Dispose();
    }

    private void Report()
    {
        var state = new JointState
        {
            Header = new Header { Stamp = Stamp(Clock.NowNs) },
            Name = _jointNames,
            Position = Gym.Positions,
            Velocity = Gym.Velocities,
        };
        Publish(_jointStates, state);
        while (_pictures.TryTake(Clock.NowNs, out var picture))
            for (var camera = 0; camera < _images.Length; camera++)
                if (_images[camera].MatchedCount > 0)
                    PublishPicture(camera, picture.Step, picture.TimeNs);
        Deliver(_serviceSide);
    }

    private void PublishPicture(int camera, long step, long timeNs)
    {
        Gym.Draw(_simulated[camera], _cameras.Width, _cameras.Height, (int)(Gym.StepCount - step), _pixels);
        var image = new Image
        {
            Header = new Header { Stamp = Stamp(timeNs) },
            Height = (uint)_cameras.Height,
            Width = (uint)_cameras.Width,
            EncodingName = "rgb8"u8,
            Step = (uint)_cameras.Width * 3,
            Data = _pixels,
        };
        Publish(_images[camera], image);
    }

    private void Publish<T>(IRosPublisher publisher, scoped in T message)
        where T : IRosMessage<T>, allows ref struct
    {
        if (!_buffer.TryEncode(message, out var error))
            throw new CampaignException($"{publisher.Topic}: {error}");
        var status = publisher.Publish(_buffer.Cdr);
        if (status != PublishStatus.Sent)
            throw new CampaignException($"{publisher.Topic}: {status}");
    }

    private static void Deliver(InMemoryTransport transport)
    {
        transport.Pump();
        if (transport.LastHandlerFault is { } fault)
            throw new CampaignException($"{transport.NodeName}: {fault.Message}");
    }

    private static RosTime Stamp(long timeNs) => RosTime.FromNs(timeNs - VirtualClock.StartNs + StartUnixNs);

    private static readonly long StartUnixNs = (VirtualTime.Start - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
