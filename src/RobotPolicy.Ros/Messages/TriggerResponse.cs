using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>Response of <c>std_srvs/srv/Trigger</c>.</summary>
public readonly ref struct TriggerResponse : IRosMessage<TriggerResponse>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_srvs/srv/Trigger_Response", "RIHS01_2d946c21e2fc3f1e9ca6986a8191d85fcc70097a8bb7771a053564bc47009cdf");

    /// <summary>Whether what was asked for happens.</summary>
    public bool Success { get; init; }

    /// <summary>For humans: what happens, or why it does not, UTF-8.</summary>
    public ReadOnlySpan<byte> Message { get; init; }

    /// <inheritdoc/>
    public static TriggerResponse Read(scoped ref CdrReader reader) => new()
    {
        Success = reader.ReadBoolean("success"),
        Message = reader.ReadString("message"),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        writer.WriteBoolean(Success, "success");
        writer.WriteString(Message, "message");
    }
}
