using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>std_msgs/msg/String</c>.</summary>
public readonly ref struct StringMessage : IRosMessage<StringMessage>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_msgs/msg/String", "RIHS01_df668c740482bbd48fb39d76a70dfd4bd59db1288021743503259e948f6b1a18");

    /// <summary>The text, UTF-8.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <inheritdoc/>
    public static StringMessage Read(scoped ref CdrReader reader) => new() { Data = reader.ReadString("data") };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer) => writer.WriteString(Data, "data");
}
