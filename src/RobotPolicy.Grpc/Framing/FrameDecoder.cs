using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;

namespace RobotPolicy.Grpc.Framing;

/// <summary>
/// Reads messages from a pipe. Memory follows the bytes that have arrived: a length prefix is checked against the limit first and
/// never sizes a buffer. One reader at a time.
/// </summary>
internal sealed class FrameDecoder(PipeReader input, int? maxReceiveBytes)
{
    private readonly int _maxBytes = maxReceiveBytes ?? int.MaxValue;
    private readonly PayloadSource _source = new();

    /// <summary>Whether the call's encoding is gzip.</summary>
    internal bool Gzip { get; set; }

    /// <summary>The next message, or found = false at the end of the stream. Throws <see cref="RpcException"/> on a malformed frame.</summary>
    internal async ValueTask<(bool Found, T? Message)> ReadAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var buffer = result.Buffer;
            if (TryFrame(buffer, out var prefix, out var payload))
            {
                try
                {
                    return (true, Parse(prefix, payload, marshaller));
                }
                finally
                {
                    input.AdvanceTo(payload.End);
                }
            }

            // Examined to the end: the pipe asks its peer for more instead of waiting for the buffer to be consumed.
            input.AdvanceTo(buffer.Start, buffer.End);
            if (!result.IsCompleted)
                continue;
            return buffer.IsEmpty ? (false, null) : throw ProtocolErrors.Incomplete();
        }
    }

    /// <summary>The only message of the stream. Throws <see cref="RpcException"/> when there is none or another follows.</summary>
    internal async ValueTask<T> ReadSingleAsync<T>(Marshaller<T> marshaller, CancellationToken cancellationToken)
        where T : class
    {
        var (found, message) = await ReadAsync(marshaller, cancellationToken).ConfigureAwait(false);
        if (!found)
            throw ProtocolErrors.NoMessage();
        while (true)
        {
            var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            var more = !result.Buffer.IsEmpty;
            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (more)
                throw ProtocolErrors.SecondMessage();
            if (result.IsCompleted)
                return message!;
        }
    }

    private bool TryFrame(ReadOnlySequence<byte> buffer, out FramePrefix prefix, out ReadOnlySequence<byte> payload)
    {
        prefix = default;
        payload = default;
        if (buffer.Length < FramePrefix.Bytes)
            return false;
        try
        {
            prefix = FramePrefix.Read(buffer);
            if (prefix.Length > (uint)_maxBytes)
                throw ProtocolErrors.ReceivedTooLarge(_maxBytes);
        }
        catch
        {
            input.AdvanceTo(buffer.Start);
            throw;
        }

        if (buffer.Length - FramePrefix.Bytes < prefix.Length)
            return false;
        payload = buffer.Slice(FramePrefix.Bytes, prefix.Length);
        return true;
    }

    private T Parse<T>(FramePrefix prefix, ReadOnlySequence<byte> payload, Marshaller<T> marshaller)
    {
        if (!prefix.Compressed)
            return _source.Parse(payload, marshaller);
        if (!Gzip)
            throw ProtocolErrors.CompressedWithoutEncoding();
        using var inflated = GzipCodec.Decompress(payload, _maxBytes);
        return _source.Parse(new ReadOnlySequence<byte>(inflated.Written), marshaller);
    }
}
