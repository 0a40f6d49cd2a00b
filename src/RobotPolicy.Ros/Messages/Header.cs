using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>std_msgs/msg/Header</c>.</summary>
public readonly ref struct Header : IRosMessage<Header>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_msgs/msg/Header", "RIHS01_f49fb3ae2cf070f793645ff749683ac6b06203e41c891e17701b1cb597ce6a01");

    /// <summary>When the data was measured, on the publisher's clock.</summary>
    public RosTime Stamp { get; init; }

    /// <summary>Coordinate frame of the data, UTF-8.</summary>
    public ReadOnlySpan<byte> FrameId { get; init; }

    /// <inheritdoc/>
    public static Header Read(scoped ref CdrReader reader) => new()
    {
        Stamp = RosTime.Read(ref reader, "header.stamp"),
        FrameId = reader.ReadString("header.frame_id"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        Stamp.Write(ref writer, "header.stamp");
        writer.WriteString(FrameId, "header.frame_id");
    }
}
