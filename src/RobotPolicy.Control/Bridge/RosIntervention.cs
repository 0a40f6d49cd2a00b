using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// The robot's intervention topic, and the topic of its dead-man switch: hands what they say to a <see cref="HumanInput"/>, which
/// listens only while somebody with authority has armed <see cref="HumanSource.Topic"/>. Whoever reaches the network can publish;
/// without the arming nothing of it moves the arm. Receiving allocates nothing.
/// </summary>
public sealed class RosIntervention : IDisposable
{
    // A burst after a pause of the receive thread: what the tick can take at once.
    private const int Depth = HumanInput.Capacity;

    private readonly InterventionReceiver _receiver;
    private readonly DeadManReceiver? _deadMan;
    private readonly IRosSubscription _commands;
    private readonly IRosSubscription? _switch;

    /// <summary>Subscribes.</summary>
    /// <param name="transport">The wire; stays the caller's to dispose, after this.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="robot">The robot whose joints the messages name.</param>
    /// <param name="human">Receives the frames.</param>
    public RosIntervention(IRosTransport transport, InterventionDescription topic, RobotDescription robot, HumanInput human)
    {
        ArgumentNullException.ThrowIfNull(transport);
        ArgumentNullException.ThrowIfNull(topic);
        ArgumentNullException.ThrowIfNull(robot);
        ArgumentNullException.ThrowIfNull(human);
        if (topic.DeadMan.Kind is DeadManKind.BoolTopic or DeadManKind.JoyTopic)
            _deadMan = new DeadManReceiver(topic.DeadMan, () => _receiver!.Release());
        _receiver = new InterventionReceiver(topic, [.. robot.Joints.Select(joint => joint.Name)], human, _deadMan);
        _commands = transport.CreateSubscription(topic.Topic, TypeOf(topic), QosOf(topic), _receiver);
        if (_deadMan is not null)
            _switch = transport.CreateSubscription(topic.DeadMan.Topic, TypeOf(topic.DeadMan), DeadManQos, _deadMan);
    }

    /// <summary>How a dead-man switch's own topic is asked for.</summary>
    public static QosProfile DeadManQos => QosProfile.SensorData;

    /// <summary>Type of a topic's messages.</summary>
    public static RosMessageType TypeOf(InterventionDescription topic) => InterventionReceiver.TypeOf(topic.Message);

    /// <summary>Type of the messages of a dead-man switch's own topic.</summary>
    public static RosMessageType TypeOf(DeadManDescription deadMan) => DeadManReceiver.TypeOf(deadMan.Kind);

    /// <summary>How a topic is asked for.</summary>
    public static QosProfile QosOf(InterventionDescription topic) =>
        (topic.Reliable ? QosProfile.Default : QosProfile.SensorData) with { Depth = Depth };

    /// <summary>Messages on the topic so far, whether or not it was armed.</summary>
    public long MessageCount => _receiver.MessageCount;

    /// <summary>Messages on either topic that are no command: malformed, an unknown joint, a wrong length, a value that is not finite.</summary>
    public long InvalidCount => _receiver.InvalidCount + (_deadMan?.InvalidCount ?? 0);

    /// <summary>Publishers of the topic matched now. More than one is two humans at one arm.</summary>
    public int PublisherCount => _commands.MatchedCount;

    /// <summary>Publishers of the switch's own topic matched now; −1 where it has none.</summary>
    public int DeadManPublisherCount => _switch?.MatchedCount ?? -1;

    /// <summary>Leaves the topics. A human in command then falls silent.</summary>
    public void Dispose()
    {
        _commands.Dispose();
        _switch?.Dispose();
    }
}
