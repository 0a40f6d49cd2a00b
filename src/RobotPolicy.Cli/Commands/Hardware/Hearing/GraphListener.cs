using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>
/// Listens to a ROS graph with the subscriptions that the service would make. Publishes nothing, announces no publisher, calls nobody.
/// </summary>
internal sealed class GraphListener : IDisposable
{
    private const string DescriptionName = "robot_description";

    private readonly IRosTransport _transport;
    private readonly IRosGraph _graph;
    private readonly TimeProvider _time;
    private readonly long _startNs;
    private readonly List<IRosSubscription> _subscriptions = [];
    private readonly Dictionary<string, JointEar> _joints = [];
    private readonly Dictionary<string, CameraEar> _cameras = [];
    private readonly Dictionary<string, SignalEar> _signals = [];
    private readonly Dictionary<string, TextEar> _texts = [];

    /// <param name="transport">A node that can look at the whole graph; stays the caller's to dispose, after this.</param>
    /// <param name="time">The clock that the transport dates receptions with.</param>
    public GraphListener(IRosTransport transport, TimeProvider time)
    {
        (_transport, _graph, _time) = (transport, (IRosGraph)transport, time);
        _startNs = MonotonicNs(time);
    }

    /// <summary>Listens to the topics of a profile.</summary>
    public void Follow(HardwareProfile profile)
    {
        foreach (var topic in profile.JointStates)
            FollowJoints(topic.Topic);
        foreach (var camera in profile.Robot.Cameras)
            FollowCamera(camera.Topic, camera.Compressed);
        foreach (var input in profile.StopInputs.Where(input => !_signals.ContainsKey(input.Topic)))
        {
            var ear = _signals[input.Topic] = new SignalEar(input.Type == StopInputType.Bool);
            _subscriptions.Add(_transport.CreateSubscription(input.Topic, StopInputs.TypeOf(input), StopInputs.QosOf(input), ear));
        }
    }

    /// <summary>Listens to every topic that could be a robot's and is on the graph by now; call it again and again.</summary>
    public void FollowAll()
    {
        foreach (var endpoint in _graph.GetGraph().Where(endpoint => !endpoint.IsOurs && endpoint.Kind == RosEndpointKind.Publisher))
        {
            if (endpoint.TypeName == JointState.Type.Name)
                FollowJoints(endpoint.Topic);
            else if (endpoint.TypeName == Image.Type.Name)
                FollowCamera(endpoint.Topic, compressed: false);
            else if (endpoint.TypeName == CompressedImage.Type.Name)
                FollowCamera(endpoint.Topic, compressed: true);
            else if (endpoint.TypeName == StringMessage.Type.Name && endpoint.Topic.EndsWith("/" + DescriptionName, StringComparison.Ordinal))
                FollowText(endpoint.Topic);
        }
    }

    /// <summary>What was heard so far.</summary>
    public Heard Finish()
    {
        var endNs = MonotonicNs(_time);
        return new Heard
        {
            Seconds = (endNs - _startNs) / 1e9,
            Graph = [.. _graph.GetGraph().Where(endpoint => !endpoint.IsOurs)],
            Joints = _joints.ToDictionary(ear => ear.Key, ear => ear.Value.Finish(endNs)),
            Cameras = _cameras.ToDictionary(ear => ear.Key, ear => ear.Value.Finish(endNs)),
            Signals = _signals.ToDictionary(ear => ear.Key, ear => ear.Value.Finish(endNs)),
            Descriptions = _texts.Where(ear => ear.Value.Text is not null).ToDictionary(ear => ear.Key, ear => ear.Value.Text!),
        };
    }

    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    /// <summary>This machine's clock, in nanoseconds since the Unix epoch.</summary>
    internal static long UnixNs(TimeProvider time) => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private static long MonotonicNs(TimeProvider time) => (long)((Int128)time.GetTimestamp() * 1_000_000_000 / time.TimestampFrequency);

    private void FollowJoints(string topic)
    {
        if (_joints.ContainsKey(topic))
            return;
        var ear = _joints[topic] = new JointEar(_time);
        _subscriptions.Add(_transport.CreateSubscription(topic, JointState.Type, QosProfile.SensorData, ear));
    }

    private void FollowCamera(string topic, bool compressed)
    {
        if (_cameras.ContainsKey(topic))
            return;
        var ear = _cameras[topic] = new CameraEar(compressed, _time);
        _subscriptions.Add(_transport.CreateSubscription(topic, compressed ? CompressedImage.Type : Image.Type, QosProfile.SensorData, ear));
    }

    private void FollowText(string topic)
    {
        if (_texts.ContainsKey(topic))
            return;
        var ear = _texts[topic] = new TextEar();
        _subscriptions.Add(_transport.CreateSubscription(topic, StringMessage.Type, QosProfile.Latched, ear));
    }
}
