using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>std_msgs/msg/Bool</c>. A byte other than 0 and 1 is refused, because stop inputs arrive in this type.</summary>
/// <param name="Data">The value.</param>
public readonly record struct BoolMessage(bool Data) : IRosMessage<BoolMessage>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_msgs/msg/Bool", "RIHS01_feb91e995ff9ebd09c0cb3d2aed18b11077585839fb5db80193b62d74528f6c9");

    /// <inheritdoc/>
    public static BoolMessage Read(scoped ref CdrReader reader) => new(reader.ReadBoolean("data"));

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer) => writer.WriteBoolean(Data, "data");
}
