using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>std_msgs/msg/Empty</c>, which takes one byte on the wire, because no DDS type is empty.</summary>
public readonly record struct EmptyMessage : IRosMessage<EmptyMessage>
{
    /// <summary>Name of the byte that rosidl puts into a message without fields.</summary>
    internal const string Filler = "structure_needs_at_least_one_member";

    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_msgs/msg/Empty", "RIHS01_20b625256f32d5dbc0d04fee44f43c41e51c70d3502f84b4a08e7a9c26a96312");

    /// <inheritdoc/>
    public static EmptyMessage Read(scoped ref CdrReader reader)
    {
        _ = reader.ReadByte(Filler);
        return default;
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer) => writer.WriteByte(0, Filler);
}
