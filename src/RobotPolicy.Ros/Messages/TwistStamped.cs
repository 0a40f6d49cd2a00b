using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>geometry_msgs/msg/TwistStamped</c>.</summary>
public readonly ref struct TwistStamped : IRosMessage<TwistStamped>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("geometry_msgs/msg/TwistStamped", "RIHS01_5f0fcd4f81d5d06ad9b4c4c63e3ea51b82d6ae4d0558f1d475229b1121db6f64");

    /// <summary>Time and frame of the velocity.</summary>
    public Header Header { get; init; }

    /// <summary>Linear velocity in m/s.</summary>
    public RosVector3 Linear { get; init; }

    /// <summary>Angular velocity in rad/s.</summary>
    public RosVector3 Angular { get; init; }

    /// <inheritdoc/>
    public static TwistStamped Read(scoped ref CdrReader reader) => new()
    {
        Header = Header.Read(ref reader),
        Linear = RosVector3.Read(ref reader, "twist.linear"),
        Angular = RosVector3.Read(ref reader, "twist.angular"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Header.Write(ref writer);
        Linear.Write(ref writer, "twist.linear");
        Angular.Write(ref writer, "twist.angular");
    }
}
