using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Messages;

/// <summary>Request of <c>std_srvs/srv/Trigger</c>: no fields, and one byte on the wire.</summary>
public readonly record struct TriggerRequest : IRosMessage<TriggerRequest>
{
    /// <inheritdoc/>
    public static RosMessageType Type { get; } =
        new("std_srvs/srv/Trigger_Request", "RIHS01_d010825374ce8918e72bfd826c82603e60f45419e932ea976f807b74a863a199");

    /// <summary>The service that it belongs to. Stands below <see cref="Type"/>, which it is made from.</summary>
    public static RosServiceType Service { get; } = new("std_srvs/srv/Trigger", Type, TriggerResponse.Type);

    /// <inheritdoc/>
    public static TriggerRequest Read(scoped ref CdrReader reader)
    {
        _ = reader.ReadByte(EmptyMessage.Filler);
        return default;
    }

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer) => writer.WriteByte(0, EmptyMessage.Filler);
}
