using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>
/// A request or response with the 16 bytes that rmw_cyclonedds puts before its fields: the client's id and its count of requests.
/// Other middlewares carry them elsewhere (rmw_fastrtps in the sample's identity), so services meet Cyclone DDS peers only.
/// </summary>
/// <typeparam name="T">The request or response.</typeparam>
public readonly ref struct ServiceFrame<T> : IRosMessage<ServiceFrame<T>>
    where T : IRosMessage<T>, allows ref struct
{
    /// <inheritdoc/>
    public static RosMessageType Type => T.Type;

    /// <summary>Which request it is, or answers.</summary>
    public RosRequestId Id { get; init; }

    /// <summary>The fields.</summary>
    public T Message { get; init; }

    /// <inheritdoc/>
    public static ServiceFrame<T> Read(scoped ref CdrReader reader) => new()
    {
        Id = ReadId(ref reader),
        Message = T.Read(ref reader),
    };

    /// <inheritdoc/>
    public void Write(scoped ref CdrWriter writer)
    {
        writer.WriteUInt64(Id.ClientId, "header.client_id");
        writer.WriteInt64(Id.Sequence, "header.sequence");
        Message.Write(ref writer);
    }

    internal static RosRequestId ReadId(scoped ref CdrReader reader)
    {
        var client = reader.ReadUInt64("header.client_id");
        return new RosRequestId(client, reader.ReadInt64("header.sequence"));
    }
}
