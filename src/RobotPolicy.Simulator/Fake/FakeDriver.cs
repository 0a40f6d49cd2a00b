using System.Text;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Realtime;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Fake;

/// <summary>
/// The driver of a robot that does not exist: speaks all topics of a hardware profile, and moves joints as it is told. Create, start, wait,
/// dispose. Its threads: joints (with stop inputs), and cameras.
/// </summary>
internal sealed class FakeDriver : IDisposable
{
    private const double NsPerSecond = 1e9;
    private const double LieJointHz = 5;
    private const double LieCameraHz = 0.5;
    private const long LieStampNs = 3_600_000_000_000;
    private const double StopHz = 20;
    private static readonly QosProfile CommandQos = QosProfile.Default;

    private readonly HardwareProfile _profile;
    private readonly FakeOptions _options;
    private readonly IMonotonicClock _clock;
    private readonly TimeProvider _time;
    private readonly FakeArm _arm;
    private readonly List<IRosSubscription> _subscriptions = [];
    private readonly List<FakeCommandInput> _commands = [];
    private readonly List<FakeJointOutput> _joints = [];
    private readonly List<FakeStopOutput> _stops = [];
    private readonly List<FakeCameraOutput> _cameras = [];
    private readonly List<IRosPublisher> _descriptions = [];
    private readonly List<Thread> _threads = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long _frozenNs;
    private volatile Exception? _failure;

    /// <summary>Announces all topics; publishes nothing yet.</summary>
    /// <param name="profile">The robot.</param>
    /// <param name="transport">The node; the caller disposes it, after this.</param>
    /// <param name="options">How it works.</param>
    /// <param name="clock">Paces the threads.</param>
    /// <param name="time">Stamps the messages.</param>
    /// <param name="log">Takes what a user must know.</param>
    internal FakeDriver(
        HardwareProfile profile, IRosTransport transport, FakeOptions options, IMonotonicClock clock, TimeProvider time, RateLimitedLog log)
    {
        (_profile, _options, _clock, _time) = (profile, options, clock, time);
        _frozenNs = UnixNowNs();
        _arm = new FakeArm(profile.Robot);
        var lies = options.Lies;
        foreach (var topic in profile.Commands.Where(_ => !lies.HasFlag(FakeLies.Deaf)))
        {
            var input = new FakeCommandInput(topic, _arm, log);
            _commands.Add(input);
            _subscriptions.Add(transport.CreateSubscription(
                topic.Topic,
                lies.HasFlag(FakeLies.Types) ? StringMessage.Type : CommandMessages.TypeOf(topic.Interface),
                lies.HasFlag(FakeLies.Qos) ? QosProfile.Latched : CommandQos,
                input));
        }

        foreach (var topic in profile.JointStates)
            _joints.Add(new FakeJointOutput(transport, topic, profile.Robot, lies, log));
        foreach (var input in profile.StopInputs.Where(_ => !lies.HasFlag(FakeLies.SilentStops)))
            _stops.Add(new FakeStopOutput(transport, input, lies, log));
        for (var camera = 0; camera < profile.Robot.Cameras.Count; camera++)
            _cameras.Add(new FakeCameraOutput(transport, profile.Robot, camera, options, log));
        if (options.PublishesDescription)
            PublishDescriptions(transport);
    }

    /// <summary>The joints.</summary>
    internal FakeArm Arm => _arm;

    /// <summary>Commands that were followed, on all topics.</summary>
    internal long AcceptedCount => _commands.Sum(command => command.AcceptedCount);

    /// <summary>Messages on topics of commands that were none.</summary>
    internal long RejectedCount => _commands.Sum(command => command.RejectedCount);

    /// <summary>Starts publishing.</summary>
    internal void Start()
    {
        Launch("joints", MoveJoints);
        if (_cameras.Count > 0)
            Launch("cameras", TakePictures);
    }

    /// <summary>Asks the threads to end. Any thread, any number of times.</summary>
    internal void Stop() => _stop.Cancel();

    /// <summary>Waits until it was stopped or failed, and then for its threads.</summary>
    /// <returns>Whether they have ended.</returns>
    /// <exception cref="InvalidOperationException">A thread failed.</exception>
    internal bool WaitForEnd(TimeSpan timeout)
    {
        if (!_stop.Token.WaitHandle.WaitOne(timeout))
            return false;
        foreach (var thread in _threads)
            thread.Join();
        return _failure is { } failure ? throw new InvalidOperationException("The fake driver failed.", failure) : true;
    }

    /// <summary>What happened, in one line; read it after <see cref="WaitForEnd"/>.</summary>
    internal string Summarise() => FormattableString.Invariant(
        $"STATISTICS joint states {_joints.Sum(joints => joints.SentCount)}; pictures {_cameras.Sum(camera => camera.SentCount)}; commands {AcceptedCount} ({RejectedCount} rejected)");

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var thread in _threads)
            thread.Join();

        // Handlers touch the arm, so they go first.
        foreach (var part in (IEnumerable<IDisposable>)[.. _subscriptions, .. _joints, .. _stops, .. _cameras, .. _descriptions])
            part.Dispose();
        _stop.Dispose();
    }

    private void MoveJoints()
    {
        var hz = _options.Lies.HasFlag(FakeLies.Slow) ? LieJointHz : _options.JointRateHz;
        var (positions, velocities) = (new double[_arm.JointCount], new double[_arm.JointCount]);
        var pacer = new Pacer(_clock, (long)(NsPerSecond / hz), (long)NsPerSecond);
        var (lastNs, stopsDueNs) = (_clock.NowNs, 0L);
        while (!_stop.IsCancellationRequested)
        {
            pacer.Wait();
            var nowNs = _clock.NowNs;
            _arm.Step((nowNs - lastNs) / NsPerSecond);
            lastNs = nowNs;
            _arm.Read(positions, velocities);
            var stampNs = StampNs();
            foreach (var output in _joints)
                output.Publish(positions, velocities, stampNs);
            if (nowNs < stopsDueNs)
                continue;
            stopsDueNs = nowNs + (long)(NsPerSecond / StopHz);
            foreach (var output in _stops)
                output.Publish(stampNs);
        }
    }

    private void TakePictures()
    {
        var hz = _options.Lies.HasFlag(FakeLies.Slow) ? LieCameraHz : _options.CameraRateHz;
        var (positions, velocities) = (new double[_arm.JointCount], new double[_arm.JointCount]);
        var pacer = new Pacer(_clock, (long)(NsPerSecond / hz), (long)NsPerSecond);
        while (!_stop.IsCancellationRequested)
        {
            _arm.Read(positions, velocities);
            foreach (var output in _cameras)
                output.Publish(positions, UnixNowNs(), StampNs());
            pacer.Wait();
        }
    }

    private void PublishDescriptions(IRosTransport transport)
    {
        var buffer = new CdrBuffer();
        foreach (var topics in _profile.JointStates.GroupBy(FakeDescription.TopicOf))
        {
            var all = topics.First() with { Joints = [.. topics.SelectMany(topic => topic.Joints)], Names = [.. topics.SelectMany(topic => topic.Names)] };
            var publisher = transport.CreatePublisher(topics.Key, StringMessage.Type, QosProfile.Latched with { MaxBlocking = TimeSpan.Zero });
            _descriptions.Add(publisher);
            if (buffer.TryEncode(new StringMessage { Data = Encoding.UTF8.GetBytes(FakeDescription.Write(_profile.Robot, all)) }, out _))
                publisher.Publish(buffer.Cdr);
        }
    }

    private long StampNs() => _options.Lies.HasFlag(FakeLies.FrozenStamps) ? _frozenNs
        : UnixNowNs() - (_options.Lies.HasFlag(FakeLies.OffClock) ? LieStampNs : 0);

    private long UnixNowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private void Launch(string name, Action body)
    {
        var thread = new Thread(() =>
        {
            try
            {
                body();
            }
            catch (Exception failure)
            {
                // Kept for WaitForEnd: an exception that leaves a thread would end the process without a word.
                _failure ??= failure;
                Stop();
            }
        })
        {
            Name = name,
        };
        _threads.Add(thread);
        thread.Start();
    }
}
