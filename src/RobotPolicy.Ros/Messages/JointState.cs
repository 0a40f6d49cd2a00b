using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>sensor_msgs/msg/JointState</c>. Joints are matched by name, since publishers differ in their order. As the message's
/// definition says, each array is empty or as long as the others; anything else is refused in both directions.
/// Values may be NaN or infinite: the user of the message checks.
/// </summary>
public readonly ref struct JointState : IRosMessage<JointState>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("sensor_msgs/msg/JointState", "RIHS01_a13ee3a330e346c9d87b5aa18d24e11690752bd33a0350f11c5882bc9179260e");

    /// <summary>Time of the measurement; the frame is unused.</summary>
    public Header Header { get; init; }

    /// <summary>Joint names.</summary>
    public CdrStringSequence Name { get; init; }

    /// <summary>Positions in rad or m.</summary>
    public CdrSequence<double> Position { get; init; }

    /// <summary>Velocities in rad/s or m/s.</summary>
    public CdrSequence<double> Velocity { get; init; }

    /// <summary>Efforts in N·m or N.</summary>
    public CdrSequence<double> Effort { get; init; }

    /// <inheritdoc/>
    public static JointState Read(scoped ref CdrReader reader)
    {
        var message = new JointState
        {
            Header = Header.Read(ref reader),
            Name = reader.ReadStringSequence("name"),
            Position = reader.ReadSequence<double>("position"),
            Velocity = reader.ReadSequence<double>("velocity"),
            Effort = reader.ReadSequence<double>("effort"),
        };
        if (message.FindInconsistentLength(out var field, out var expected, out var actual))
            reader.Fail(CdrStatus.InconsistentLengths, field, expected, actual);
        return message;
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        if (FindInconsistentLength(out var field, out var expected, out var actual))
            writer.Fail(CdrStatus.InconsistentLengths, field, expected, actual);
        Header.Write(ref writer);
        writer.WriteStringSequence(Name, "name");
        writer.WriteSequence(Position, "position");
        writer.WriteSequence(Velocity, "velocity");
        writer.WriteSequence(Effort, "effort");
    }

    private bool FindInconsistentLength(out string field, out int expected, out int actual)
    {
        expected = Name.Count != 0 ? Name.Count : Math.Max(Position.Length, Math.Max(Velocity.Length, Effort.Length));
        (field, actual) = ("position", Position.Length);
        if (actual != 0 && actual != expected)
            return true;
        (field, actual) = ("velocity", Velocity.Length);
        if (actual != 0 && actual != expected)
            return true;
        (field, actual) = ("effort", Effort.Length);
        return actual != 0 && actual != expected;
    }
}
