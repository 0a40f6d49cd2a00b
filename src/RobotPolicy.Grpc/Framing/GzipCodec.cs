using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace RobotPolicy.Grpc.Framing;

/// <summary>The gzip encoding of one message.</summary>
internal static class GzipCodec
{
    /// <summary>Header (10) and trailer (8) of an archive, RFC 1952 §2.3.</summary>
    private const int SmallestArchiveBytes = 18;

    internal static void Compress(ReadOnlySpan<byte> payload, IBufferWriter<byte> target, CompressionLevel level)
    {
        using var gzip = new GZipStream(new BufferWriterStream(target), level);
        gzip.Write(payload);
    }

    /// <summary>
    /// Inflates into a buffer that the caller disposes. Stops as soon as the limit is passed, whatever the archive claims.
    /// An empty input is an empty message: some peers send one with the flag set.
    /// </summary>
    internal static PooledBuffer Decompress(ReadOnlySequence<byte> compressed, int maxBytes)
    {
        var result = new PooledBuffer(4096);
        if (compressed.IsEmpty)
            return result;
        try
        {
            using var gzip = new GZipStream(new SequenceStream(compressed), CompressionMode.Decompress);
            int read;
            while ((read = gzip.Read(result.GetSpan(4096))) > 0)
            {
                result.Advance(read);
                if (result.Length > maxBytes)
                    throw ProtocolErrors.ReceivedTooLarge(maxBytes);
            }

            // The decompressor ends quietly on an archive that was cut off; the length at its end does not.
            if (compressed.Length < SmallestArchiveBytes || LastLength(compressed) != (uint)result.Length)
                throw ProtocolErrors.CannotInflate(null);
            return result;
        }
        catch (InvalidDataException exception)
        {
            result.Dispose();
            throw ProtocolErrors.CannotInflate(exception);
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }

    // ISIZE, RFC 1952 §2.3.1: length of the original modulo 2^32, little-endian.
    private static uint LastLength(ReadOnlySequence<byte> compressed)
    {
        Span<byte> field = stackalloc byte[4];
        compressed.Slice(compressed.Length - 4).CopyTo(field);
        return BinaryPrimitives.ReadUInt32LittleEndian(field);
    }
}
