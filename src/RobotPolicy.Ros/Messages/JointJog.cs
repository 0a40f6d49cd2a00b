using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>control_msgs/msg/JointJog</c>: velocities, or displacements, of some joints for a short time. Joints are matched by name.
/// Each array is empty or as long as the names; anything else is refused in both directions. Values may be NaN or infinite:
/// the user of the message checks.
/// </summary>
public readonly ref struct JointJog : IRosMessage<JointJog>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("control_msgs/msg/JointJog", "RIHS01_ba249455a20f70168a1acb7bf43b776b72ff1f7eb5fc4cfea443f749e963c6e7");

    /// <summary>When the human moved; the frame is unused.</summary>
    public Header Header { get; init; }

    /// <summary>Joint names.</summary>
    public CdrStringSequence JointNames { get; init; }

    /// <summary>Displacements in rad or m.</summary>
    public CdrSequence<double> Displacements { get; init; }

    /// <summary>Velocities in rad/s or m/s.</summary>
    public CdrSequence<double> Velocities { get; init; }

    /// <summary>Time for the motion, in seconds.</summary>
    public double Duration { get; init; }

    /// <inheritdoc/>
    public static JointJog Read(scoped ref CdrReader reader)
    {
        var message = new JointJog
        {
            Header = Header.Read(ref reader),
            JointNames = reader.ReadStringSequence("joint_names"),
            Displacements = reader.ReadSequence<double>("displacements"),
            Velocities = reader.ReadSequence<double>("velocities"),
            Duration = reader.ReadDouble("duration"),
        };
        if (message.FindInconsistentLength(out var field, out var actual))
            reader.Fail(CdrStatus.InconsistentLengths, field, message.JointNames.Count, actual);
        return message;
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        if (FindInconsistentLength(out var field, out var actual))
            writer.Fail(CdrStatus.InconsistentLengths, field, JointNames.Count, actual);
        Header.Write(ref writer);
        writer.WriteStringSequence(JointNames, "joint_names");
        writer.WriteSequence(Displacements, "displacements");
        writer.WriteSequence(Velocities, "velocities");
        writer.WriteDouble(Duration, "duration");
    }

    private bool FindInconsistentLength(out string field, out int actual)
    {
        (field, actual) = ("displacements", Displacements.Length);
        if (actual != 0 && actual != JointNames.Count)
            return true;
        (field, actual) = ("velocities", Velocities.Length);
        return actual != 0 && actual != JointNames.Count;
    }
}
