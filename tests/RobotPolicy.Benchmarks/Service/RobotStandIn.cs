using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Timing;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Server.Hosting;

namespace RobotPolicy.Benchmarks.Service;

/// <summary>
/// Publishes what a robot publishes: raw pictures of each camera at 30 Hz, and joints that stand where the last command put them. Notes when
/// each joint state was published and when each command arrived, both on the monotonic clock, which the service reads too.
/// </summary>
internal sealed class RobotStandIn : IDisposable
{
    public const string Command = "stand-in";
    public const int DefaultJointHz = 500;
    public const int PictureHz = 30;
    private const int Capacity = 1 << 20;
    private const int Priority = 45;
    private const double LeastMove = 1e-9;

    private readonly CycloneDdsTransport _transport;
    private readonly IRosPublisher _joints;
    private readonly IRosPublisher[] _cameras;
    private readonly string[] _names;
    private readonly double[] _velocities;
    private readonly double[] _positions;
    private readonly byte[] _pixels;
    private readonly (int Width, int Height) _size;
    private readonly int _jointHz;
    private readonly Lock _gate = new();
    private readonly TimeLine _published = new(Capacity);
    private readonly TimeLine _commanded = new(Capacity);
    private readonly double[] _initial;
    private long _movedNs;
    private readonly List<Thread> _threads = [];
    private volatile bool _stopping;

    /// <summary>Joins the graph; publishes nothing yet.</summary>
    /// <param name="hardware">Hardware profile.</param>
    /// <param name="domain">DDS domain.</param>
    /// <param name="jointHz">Joint states a second.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="listens">Whether it takes commands.</param>
    public RobotStandIn(string hardware, uint domain, int jointHz = DefaultJointHz, int width = 640, int height = 480, bool listens = true)
    {
        var errors = new List<string>();
        var profile = HardwareProfileLoader.Load(hardware, errors) ?? throw new InvalidOperationException(string.Join("; ", errors));
        (_jointHz, _size) = (jointHz, (width, height));
        _transport = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "stand_in", Discovery = DiscoveryProfile.Loopback }, _ => { }, TimeProvider.System);
        _joints = _transport.CreatePublisher(profile.JointStates[0].Topic, JointState.Type, QosProfile.Default);
        _cameras = [.. profile.Robot.Cameras.Select(camera => _transport.CreatePublisher(camera.Topic, Image.Type, QosProfile.SensorData))];
        _names = [.. profile.Robot.Joints.Select(joint => joint.Name)];
        _positions = [.. profile.Robot.Joints.Select(joint => (joint.MinPosition + joint.MaxPosition) / 2)];
        _initial = [.. _positions];
        _velocities = new double[_names.Length];
        _pixels = new byte[width * height * 3];
        new Random(1).NextBytes(_pixels);
        if (listens)
            _transport.CreateSubscription(profile.Commands[0].Topic, Float64MultiArray.Type, QosProfile.Default with { Depth = 100 }, new CommandHandler(this));
    }

    /// <summary>When joint states were published.</summary>
    public TimeLine Published => _published;

    /// <summary>When commands arrived.</summary>
    public TimeLine Commanded => _commanded;

    /// <summary>When the first command arrived that is not the pose in which the robot began; 0 before.</summary>
    public long MovedNs => Volatile.Read(ref _movedNs);

    /// <summary>Publishes on threads of its own until it is disposed.</summary>
    public RobotStandIn Start()
    {
        Launch(PublishJoints);
        if (_cameras.Length > 0)
            Launch(PublishPictures);
        return this;
    }

    /// <summary>Publishes until the process is ended.</summary>
    public void Run()
    {
        Start();
        _threads[0].Join();
    }

    private void Launch(Action publish)
    {
        var thread = new Thread(() =>
        {
            // A robot's driver is another machine, or punctual itself: what is measured is the service, not who waits for whom here.
            RealTimeThread.Apply(new RealTimeOptions { Priority = Priority, LockMemory = false });
            ReceiveThreads.Apply(Priority);
            publish();
        }) { IsBackground = true, Name = "stand-in" };
        _threads.Add(thread);
        thread.Start();
    }

    private void PublishJoints()
    {
        var buffer = new CdrBuffer();
        var positions = new double[_positions.Length];
        var scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), _jointHz);
        while (!_stopping)
        {
            scheduler.WaitForNext();
            lock (_gate)
                _positions.CopyTo(positions, 0);
            _published.Add(TimeProvider.System.GetTimestamp());
            if (buffer.TryEncode(new JointState { Header = new Header { Stamp = Now() }, Name = _names, Position = positions, Velocity = _velocities }, out _))
                _joints.Publish(buffer.Cdr);
        }
    }

    private void PublishPictures()
    {
        var buffer = new CdrBuffer();
        var scheduler = new TickScheduler(new MonotonicTickClock(TimeProvider.System), PictureHz);
        while (!_stopping)
        {
            scheduler.WaitForNext();
            var picture = new Image
            {
                Header = new Header { Stamp = Now() },
                Width = (uint)_size.Width,
                Height = (uint)_size.Height,
                Step = (uint)_size.Width * 3,
                EncodingName = "rgb8"u8,
                Data = _pixels,
            };
            foreach (var camera in _cameras)
                if (buffer.TryEncode(picture, out _))
                    camera.Publish(buffer.Cdr);
        }
    }

    private static RosTime Now() => RosTime.FromNs((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        foreach (var thread in _threads)
            thread.Join();
        _transport.Dispose();
    }

    private void OnCommand(ReadOnlySpan<byte> cdr)
    {
        var nowNs = TimeProvider.System.GetTimestamp();
        var reader = new CdrReader(cdr);
        var data = Float64MultiArray.Read(ref reader).Data;
        if (reader.Failed || data.Length != _positions.Length)
            return;
        _commanded.Add(nowNs);
        var moves = false;
        lock (_gate)
            for (var i = 0; i < _positions.Length; i++)
            {
                _positions[i] = data[i];
                moves |= Math.Abs(data[i] - _initial[i]) > LeastMove;
            }

        if (moves && _movedNs == 0)
            Volatile.Write(ref _movedNs, nowNs);
    }

    private sealed class CommandHandler(RobotStandIn robot) : IRosSampleHandler
    {
        public void OnSample(RosSample sample) => robot.OnCommand(sample.Cdr);
    }
}
