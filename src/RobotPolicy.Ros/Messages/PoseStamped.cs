using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>geometry_msgs/msg/PoseStamped</c>.</summary>
public readonly ref struct PoseStamped : IRosMessage<PoseStamped>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("geometry_msgs/msg/PoseStamped", "RIHS01_10f3786d7d40fd2b54367835614bff85d4ad3b5dab62bf8bca0cc232d73b4cd8");

    /// <summary>Time and frame of the pose.</summary>
    public Header Header { get; init; }

    /// <summary>Position in m.</summary>
    public RosVector3 Position { get; init; }

    /// <summary>Orientation.</summary>
    public RosQuaternion Orientation { get; init; }

    /// <inheritdoc/>
    public static PoseStamped Read(scoped ref CdrReader reader) => new()
    {
        Header = Header.Read(ref reader),
        Position = RosVector3.Read(ref reader, "pose.position"),
        Orientation = RosQuaternion.Read(ref reader, "pose.orientation"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        Position.Write(ref writer, "pose.position");
        Orientation.Write(ref writer, "pose.orientation");
    }
}
