using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// <c>trajectory_msgs/msg/JointTrajectory</c>: the command of the joint trajectory controller. A stamp of 0 means "start now".
/// An array of a point that is neither empty nor as long as <see cref="JointNames"/> is refused in both directions.
/// Values may be NaN or infinite, and times unordered: the user of the message checks.
/// </summary>
public readonly ref struct JointTrajectory : IRosMessage<JointTrajectory>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("trajectory_msgs/msg/JointTrajectory", "RIHS01_179b33eba59d676f6d967ac71fe35e7ca2f64b2f3928f4a018cec115e213796e");

    /// <summary>Start of the trajectory.</summary>
    public Header Header { get; init; }

    /// <summary>Joints, in the order of the points' values.</summary>
    public CdrStringSequence JointNames { get; init; }

    /// <summary>The points, in order of time.</summary>
    public JointTrajectoryPoints Points { get; init; }

    /// <inheritdoc/>
    public static JointTrajectory Read(scoped ref CdrReader reader)
    {
        var header = Header.Read(ref reader);
        var jointNames = reader.ReadStringSequence("joint_names");
        return new JointTrajectory
        {
            Header = header,
            JointNames = jointNames,
            Points = JointTrajectoryPoints.Read(ref reader, jointNames.Count),
        };
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        writer.WriteStringSequence(JointNames, "joint_names");
        Points.Write(ref writer, JointNames.Count);
    }
}
