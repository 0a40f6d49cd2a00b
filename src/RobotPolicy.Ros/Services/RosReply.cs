using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Ros.Services;

/// <summary>One reply as it came from the wire; valid within <see cref="IRosReplyHandler.OnReply"/>.</summary>
public readonly ref struct RosReply
{
    private readonly RosServiceClient _client;
    private readonly ReadOnlySpan<byte> _frame;

    internal RosReply(RosServiceClient client, long sequence, ReadOnlySpan<byte> frame)
    {
        _client = client;
        Sequence = sequence;
        _frame = frame;
    }

    /// <summary>The request that it answers, as <see cref="IRosClient.Send"/> counted it.</summary>
    public long Sequence { get; }

    /// <summary>Decodes the fields; a malformed reply is counted at the client.</summary>
    /// <typeparam name="T">Type of the service's responses.</typeparam>
    /// <param name="message">The response. A ref struct views the sample and lives no longer than the call.</param>
    /// <param name="error">What is wrong.</param>
    public bool TryDecode<T>([MaybeNullWhen(false)] out T message, out CdrError error)
        where T : IRosMessage<T>, allows ref struct
    {
        if (ServiceFrame<T>.TryDecode(_frame, out var frame, out error))
        {
            message = frame.Message;
            return true;
        }

        message = default;
        _client.CountMalformed();
        return false;
    }
}
