using RobotPolicy.Control.Model;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.Simulator;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Controllers;
using RobotPolicy.Simulator.Faults;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>
/// A node of the test's own between service and simulator: keeps every command and the newest joint state and ground truth, throws
/// fault switches and asks for new episodes. Belongs to neither side.
/// </summary>
internal sealed class RobotWatcher : IDisposable
{
    private static readonly QosProfile KeepMany = QosProfile.Default with { Depth = 2000 };

    private readonly Lock _gate = new();
    private readonly List<WireCommand> _commands = [];
    private readonly string[] _joints;
    private readonly IRosSubscription _commandSubscription;
    private readonly IRosPublisher _faults;
    private readonly IRosPublisher _resets;
    private Dictionary<string, double> _truth = [];
    private double[]? _measured;
    private double[] _fastest;
    private long _jointStates;
    private long _pictures;

    public RobotWatcher(uint domain, RobotDescription robot)
    {
        Robot = robot;
        _joints = [.. robot.Joints.Select(joint => joint.Name)];
        _fastest = new double[_joints.Length];
        Node = new CycloneDdsTransport(
            new CycloneDdsOptions { DomainId = domain, NodeName = "watcher", Discovery = DiscoveryProfile.Loopback });
        _commandSubscription = Node.CreateSubscription(
            ForwardPositionController.Topic, Float64MultiArray.Type, KeepMany, new DelegateHandler(OnCommand));
        Node.CreateSubscription(Topics.JointStates, JointState.Type, KeepMany, new DelegateHandler(OnJointState));
        Node.CreateSubscription(Topics.GroundTruth, Float64MultiArray.Type, QosProfile.Default, new DelegateHandler(OnTruth));
        Node.CreateSubscription(
            Topics.CameraInfo("front"), CameraInfo.Type, QosProfile.Default, new DelegateHandler(_ => Interlocked.Increment(ref _pictures)));
        _faults = Node.CreatePublisher(FaultSwitchboard.Topic, StringMessage.Type, QosProfile.Default);
        _resets = Node.CreatePublisher(ResetInput.Topic, StringMessage.Type, QosProfile.Default);
    }

    public RobotDescription Robot { get; }

    public CycloneDdsTransport Node { get; }

    /// <summary>Whether messages go by unread, so that this node allocates nothing.</summary>
    public bool IsAsleep { get; set; }

    /// <summary>Publishers of commands that this node hears.</summary>
    public int CommanderCount => _commandSubscription.MatchedCount;

    public long JointStateCount => Interlocked.Read(ref _jointStates);

    /// <summary>Pictures of the front camera, by their calibrations.</summary>
    public long PictureCount => Interlocked.Read(ref _pictures);

    public WireCommand[] Commands
    {
        get
        {
            lock (_gate)
                return [.. _commands];
        }
    }

    public int CommandCount
    {
        get
        {
            lock (_gate)
                return _commands.Count;
        }
    }

    /// <summary>Newest ground truth by name; empty before the first.</summary>
    public Dictionary<string, double> Truth
    {
        get
        {
            lock (_gate)
                return _truth;
        }
    }

    public double[]? Measured
    {
        get
        {
            lock (_gate)
                return _measured;
        }
    }

    /// <summary>Highest measured speed of each joint since <see cref="ForgetSpeeds"/>.</summary>
    public double[] Fastest
    {
        get
        {
            lock (_gate)
                return [.. _fastest];
        }
    }

    public void ForgetSpeeds()
    {
        lock (_gate)
        {
            _fastest = new double[_joints.Length];
            _measured = null;
        }
    }

    /// <summary>The last commands.</summary>
    public WireCommand[] Tail(int count)
    {
        lock (_gate)
            return [.. _commands.TakeLast(count)];
    }

    /// <summary>Whether the last commands moved a joint at no less than a tenth of a radian per second at 100 Hz.</summary>
    public bool IsMoving() => Tail(3) is [var first, _, var last] && Distance(first.Positions, last.Positions) > 0.002;

    /// <summary>Whether the last commands are one and the same.</summary>
    public bool IsStanding(int commands) =>
        Tail(commands) is var tail && tail.Length == commands && tail.All(command => command.Positions.SequenceEqual(tail[0].Positions));

    public void WaitUntilMoving(Func<string> otherwise) => Wait.Until(IsMoving, otherwise);

    public void Throw(string fault)
    {
        Wait.Until(() => _faults.MatchedCount > 0, () => "Nobody takes fault switches");
        Assert.Equal(PublishStatus.Sent, _faults.Publish(Encode.Text(fault)));
    }

    /// <summary>Asks for a new scene and waits until old pictures of the old one are no longer under way.</summary>
    public void Reset(int seed)
    {
        Wait.Until(() => _resets.MatchedCount > 0 && Truth.Count > 0, () => "There is no simulator");
        var episode = Truth["episode"];
        Assert.Equal(PublishStatus.Sent, _resets.Publish(Encode.Text($"seed={seed}")));
        Wait.Until(
            () => Truth is var truth && truth["episode"] != episode && (int)truth["seed"] == seed && truth["sim_time"] > 0.5,
            () => "The simulator did not reset");
    }

    public void Dispose() => Node.Dispose();

    public static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private void OnCommand(RosSample sample)
    {
        if (IsAsleep)
            return;
        var values = Float64MultiArray.TryDecode(sample.Cdr, out var message, out _) ? message.Data.ToArray() : [];
        lock (_gate)
            _commands.Add(new WireCommand(sample.SourceTimeUnixNs, values, _measured));
    }

    private void OnJointState(RosSample sample)
    {
        if (IsAsleep || !JointState.TryDecode(sample.Cdr, out var message, out _) || message.Name.Count != _joints.Length)
            return;
        var (names, positions, velocities) = (message.Name.ToArray(), message.Position.ToArray(), message.Velocity.ToArray());
        if (!names.SequenceEqual(_joints) || positions.Length != _joints.Length || !positions.All(double.IsFinite))
            return;
        Interlocked.Increment(ref _jointStates);
        lock (_gate)
        {
            _measured = positions;
            for (var joint = 0; joint < Math.Min(velocities.Length, _fastest.Length); joint++)
                _fastest[joint] = Math.Max(_fastest[joint], Math.Abs(velocities[joint]));
        }
    }

    private void OnTruth(RosSample sample)
    {
        if (IsAsleep)
            return;
        var truth = Inbox.Truth(sample.Cdr.ToArray());
        lock (_gate)
            _truth = truth;
    }
}
