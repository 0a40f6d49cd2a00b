using System.Buffers;
using System.IO.Compression;
using Grpc.Core;

namespace RobotPolicy.Grpc.Framing;

/// <summary>
/// Serialises messages into complete frames. A frame leaves only when it is whole, so a serialiser that fails half-way cannot
/// corrupt the stream. One per call; not thread-safe.
/// </summary>
internal sealed class FrameEncoder(int? maxSendBytes, CompressionLevel level) : SerializationContext, IDisposable
{
    /// <summary>A larger buffer goes back to the pool after its message.</summary>
    private const int KeepBytes = 64 * 1024;

    private readonly int _maxBytes = maxSendBytes ?? int.MaxValue - FramePrefix.Bytes;
    private readonly PooledBuffer _plain = new();
    private PooledBuffer? _packed;

    /// <summary>The frame of a message; valid until the next call on this encoder. Throws <see cref="RpcException"/>.</summary>
    internal ReadOnlyMemory<byte> Encode<T>(T message, Marshaller<T> marshaller, bool gzip)
    {
        Release();
        _plain.GetSpan(FramePrefix.Bytes);
        _plain.Advance(FramePrefix.Bytes);
        try
        {
            marshaller.ContextualSerializer(message, this);
        }
        catch (Exception exception) when (exception is not RpcException)
        {
            throw ProtocolErrors.CannotSerialize(exception);
        }

        var length = _plain.Length - FramePrefix.Bytes;
        if (length > _maxBytes)
            throw ProtocolErrors.SendingTooLarge(_maxBytes);

        // Peers fail on an empty gzip payload, and what does not compress may grow beyond the peer's limit: both go as they are.
        if (gzip && length > 0 && TryPack(length))
            return Finish(_packed!, compressed: true);
        return Finish(_plain, compressed: false);
    }

    public override void SetPayloadLength(int payloadLength)
    {
        if (payloadLength > _maxBytes)
            throw ProtocolErrors.SendingTooLarge(_maxBytes);
        _plain.GetSpan(payloadLength);
    }

    public override IBufferWriter<byte> GetBufferWriter() => _plain;

    public override void Complete()
    {
    }

    public override void Complete(byte[] payload)
    {
        SetPayloadLength(payload.Length);
        _plain.Write(payload);
    }

    /// <summary>Returns all memory. The encoder stays usable.</summary>
    public void Dispose()
    {
        _plain.Dispose();
        _packed?.Dispose();
    }

    private static ReadOnlyMemory<byte> Finish(PooledBuffer buffer, bool compressed)
    {
        new FramePrefix(compressed, (uint)(buffer.Length - FramePrefix.Bytes)).Write(buffer.Rewrite(0, FramePrefix.Bytes));
        return buffer.Written;
    }

    private bool TryPack(int length)
    {
        _packed ??= new PooledBuffer();
        _packed.GetSpan(FramePrefix.Bytes);
        _packed.Advance(FramePrefix.Bytes);
        GzipCodec.Compress(_plain.Written.Span[FramePrefix.Bytes..], _packed, level);
        return _packed.Length - FramePrefix.Bytes < length;
    }

    private void Release()
    {
        Release(_plain);
        if (_packed is not null)
            Release(_packed);
    }

    private static void Release(PooledBuffer buffer)
    {
        if (buffer.Capacity > KeepBytes)
            buffer.Dispose();
        else
            buffer.Reset();
    }
}
