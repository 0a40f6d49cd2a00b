using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Turns the messages of an intervention topic into frames of a human. A message that names an unknown joint, one twice, or carries a
/// wrong number of values or one that is not finite is none: it is handed over as invalid, so that a human in command is stopped.
/// Receive thread; allocates nothing.
/// </summary>
internal sealed class InterventionReceiver : IRosSampleHandler
{
    private readonly InterventionDescription _topic;
    private readonly HumanInput _human;
    private readonly DeadManReceiver? _deadMan;
    private readonly NamedJoints _joints;
    private readonly JoyAxis[] _axes;
    private readonly double[] _values;
    private readonly double[] _still;
    private readonly long _silenceNs;
    private long _newestNs;
    private bool _hasNewest;
    private long _count;
    private long _invalid;

    /// <param name="topic">The topic.</param>
    /// <param name="joints">Names of the robot's joints.</param>
    /// <param name="human">Receives the frames.</param>
    /// <param name="deadMan">The switch, where it has a topic of its own.</param>
    public InterventionReceiver(InterventionDescription topic, IReadOnlyList<string> joints, HumanInput human, DeadManReceiver? deadMan)
    {
        _topic = topic;
        _human = human;
        _deadMan = deadMan;
        _joints = new NamedJoints(joints);
        _axes = [.. topic.Axes];
        _values = new double[joints.Count];
        _still = new double[joints.Count];
        _silenceNs = (topic.Silence ?? new InterventionOptions().Silence).ToNanoseconds();
    }

    /// <summary>Messages so far.</summary>
    public long MessageCount => Volatile.Read(ref _count);

    /// <summary>Messages among them that are no command.</summary>
    public long InvalidCount => Volatile.Read(ref _invalid);

    public static RosMessageType TypeOf(InterventionMessage message) => message switch
    {
        InterventionMessage.Float64MultiArray => Float64MultiArray.Type,
        InterventionMessage.JointTrajectory => JointTrajectory.Type,
        InterventionMessage.JointJog => JointJog.Type,
        InterventionMessage.Joy => Joy.Type,
        _ => JointState.Type,
    };

    public void OnSample(RosSample sample)
    {
        Volatile.Write(ref _count, _count + 1);
        var isPresent = _hasNewest && sample.ReceiveTimeNs - _newestNs <= _silenceNs;
        (_newestNs, _hasNewest) = (sample.ReceiveTimeNs, true);
        if (!TryRead(sample.Cdr, out var joints, out var isPressed) || !Finite.All(_values))
        {
            Volatile.Write(ref _invalid, _invalid + 1);
            _human.TryPush(_topic.Kind, HumanSource.Topic, engaged: false, default, 0, (ulong)_count);
            return;
        }

        var isEngaged = _topic.DeadMan.Kind switch
        {
            DeadManKind.Button => isPressed,
            DeadManKind.Presence => isPresent,
            _ => _deadMan!.IsClosed(sample.ReceiveTimeNs),
        };
        _human.TryPush(_topic.Kind, HumanSource.Topic, isEngaged, _values, joints, (ulong)_count);
    }

    /// <summary>The switch was opened: the next message may be far, so the arm is told at once.</summary>
    public void Release() => _human.TryPush(_topic.Kind, HumanSource.Topic, engaged: false, _still, 0, (ulong)MessageCount);

    private bool TryRead(ReadOnlySpan<byte> cdr, out ulong joints, out bool isPressed)
    {
        isPressed = false;
        joints = 0;
        switch (_topic.Message)
        {
            case InterventionMessage.JointState:
                return JointState.TryDecode(cdr, out var state, out _)
                    && _joints.TrySort(state.Name, state.Position, _topic.Scale, _values, out joints);
            case InterventionMessage.JointTrajectory:
                return JointTrajectory.TryDecode(cdr, out var trajectory, out _) && TryReadFirst(trajectory, out joints);
            case InterventionMessage.JointJog:
                return JointJog.TryDecode(cdr, out var jog, out _)
                    && _joints.TrySort(jog.JointNames, jog.Velocities, _topic.Scale, _values, out joints);
            case InterventionMessage.Float64MultiArray:
                return Float64MultiArray.TryDecode(cdr, out var array, out _) && TryReadAll(array, out joints);
            default:
                return Joy.TryDecode(cdr, out var joy, out _) && TryReadAxes(joy, out joints, out isPressed);
        }
    }

    private bool TryReadFirst(in JointTrajectory trajectory, out ulong joints)
    {
        foreach (var point in trajectory.Points)
            return _joints.TrySort(trajectory.JointNames, point.Positions, _topic.Scale, _values, out joints);
        joints = 0;
        return false;
    }

    private bool TryReadAll(in Float64MultiArray array, out ulong joints)
    {
        joints = _human.AllJoints;
        if (array.DataOffset != 0 || array.Data.Length != _values.Length)
            return false;
        for (var joint = 0; joint < _values.Length; joint++)
            _values[joint] = array.Data[joint] * _topic.Scale;
        return true;
    }

    /// <summary>Joints without an axis stand still.</summary>
    private bool TryReadAxes(in Joy joy, out ulong joints, out bool isPressed)
    {
        var deadMan = _topic.DeadMan;
        joints = 0;
        isPressed = false;
        _values.AsSpan().Clear();
        foreach (var axis in _axes)
        {
            if (axis.Axis >= joy.Axes.Length || !float.IsFinite(joy.Axes[axis.Axis]))
                return false;
            joints |= 1UL << axis.Joint;
            _values[axis.Joint] = Math.Clamp(joy.Axes[axis.Axis], -1, 1) * axis.Speed * _topic.Scale;
        }

        if (deadMan.Kind != DeadManKind.Button)
            return true;
        if (deadMan.Button >= joy.Buttons.Length)
            return false;
        isPressed = joy.Buttons[deadMan.Button] == DeadManReceiver.Pressed;
        return true;
    }
}
