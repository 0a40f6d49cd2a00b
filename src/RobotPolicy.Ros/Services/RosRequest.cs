using System.Diagnostics.CodeAnalysis;
using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Ros.Services;

/// <summary>One request as it came from the wire; valid within <see cref="IRosRequestHandler.OnRequest"/>.</summary>
public readonly ref struct RosRequest
{
    private readonly RosServiceServer _server;
    private readonly ReadOnlySpan<byte> _frame;

    internal RosRequest(RosServiceServer server, RosRequestId id, ReadOnlySpan<byte> frame)
    {
        _server = server;
        Id = id;
        _frame = frame;
    }

    /// <summary>Which request it is; keep it to answer later.</summary>
    public RosRequestId Id { get; }

    /// <summary>The service, for the reply.</summary>
    public IRosService Service => _server;

    /// <summary>Decodes the fields. A malformed request is counted at the service; there is nobody to answer.</summary>
    /// <typeparam name="T">Type of the service's requests.</typeparam>
    /// <param name="message">The request. A ref struct views the sample and lives no longer than the call.</param>
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
        _server.CountMalformed();
        return false;
    }
}
