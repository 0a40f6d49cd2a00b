using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Campaigns.Watching;

/// <summary>Keeps every command that reaches the robot, from a node that belongs to neither side.</summary>
internal sealed class CommandWatcher
{
    private const string CommandTopic = "/forward_position_controller/commands";
    private const string JointTopic = "/joint_states";

    private static readonly QosProfile KeepMany = QosProfile.Default with { Depth = 4000 };

    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private readonly List<WireCommand> _commands = [];
    private readonly TimeProvider _time;
    private double[] _measured = [];
    private long _newest;

    /// <summary>Listens from now on.</summary>
    /// <param name="transport">The campaign's node.</param>
    /// <param name="time">Tells how long no command has come.</param>
    public CommandWatcher(IRosTransport transport, TimeProvider time)
    {
        _time = time;
        _newest = time.GetTimestamp();
        transport.CreateSubscription(CommandTopic, Float64MultiArray.Type, KeepMany, new Handler(OnCommand));
        transport.CreateSubscription(JointTopic, JointState.Type, KeepMany, new Handler(OnJointState));
    }

    /// <summary>Number of commands so far.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _commands.Count;
        }
    }

    /// <summary>Commands from one on.</summary>
    public IReadOnlyList<WireCommand> From(int index)
    {
        lock (_gate)
            return _commands[Math.Min(index, _commands.Count)..];
    }

    /// <summary>Whether the last commands move a joint.</summary>
    public bool IsMoving
    {
        get
        {
            lock (_gate)
                return _commands is [.., var first, _, var last] && MaxDifference(first.Positions, last.Positions) > 0.002;
        }
    }

    /// <summary>Whether the last commands are one and the same, or none has come for a while.</summary>
    public bool IsStanding(int commands)
    {
        lock (_gate)
            return _time.GetElapsedTime(_newest) > Silence
                || (_commands.Count >= commands
                    && _commands.TakeLast(commands).All(command => command.Positions.AsSpan().SequenceEqual(_commands[^1].Positions)));
    }

    /// <summary>Largest difference between two joint vectors.</summary>
    public static double MaxDifference(double[] a, double[] b)
    {
        var most = a.Length == b.Length ? 0 : double.PositiveInfinity;
        for (var joint = 0; joint < Math.Min(a.Length, b.Length); joint++)
            most = Math.Max(most, Math.Abs(a[joint] - b[joint]));
        return most;
    }

    private void OnCommand(RosSample sample)
    {
        var positions = Float64MultiArray.TryDecode(sample.Cdr, out var message, out _) ? message.Data.ToArray() : [];
        lock (_gate)
        {
            _newest = _time.GetTimestamp();
            _commands.Add(new WireCommand(sample.SourceTimeUnixNs, positions, _measured));
        }
    }

    private void OnJointState(RosSample sample)
    {
        if (!JointState.TryDecode(sample.Cdr, out var message, out _))
            return;
        var positions = message.Position.ToArray();
        lock (_gate)
            _measured = positions;
    }

    private sealed class Handler(Action<RosSample> onSample) : IRosSampleHandler
    {
        public void OnSample(RosSample sample) => onSample(sample);
    }
}
