namespace Grpc.Core;

/// <summary>Writes a stream of messages, one at a time. A write waits while the peer's window is full.</summary>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>Options of the next writes, or null.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Writes a message; completes when the transport has taken it, not when the peer has read it.</summary>
    Task WriteAsync(T message);

    /// <summary>Writes a message unless the token is cancelled first.</summary>
    Task WriteAsync(T message, CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.");
        return WriteAsync(message);
    }
}
