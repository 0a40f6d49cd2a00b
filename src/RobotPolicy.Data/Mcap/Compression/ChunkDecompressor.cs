using System.Runtime.InteropServices;
using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Interop;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Compression;

/// <summary>
/// Decompresses chunks one after the other; what it takes in memory is bounded by <see cref="McapLimits.MaxChunkBytes"/> whatever a
/// chunk says or holds. Not thread-safe.
/// </summary>
internal sealed unsafe class ChunkDecompressor(McapLimits limits, bool validateCrcs) : IDisposable
{
    // One LZ4 block of n bytes cannot hold more than 255 n, so a short chunk cannot ask for a large buffer.
    private const ulong Lz4Ratio = 255;

    private CodecHandle? _lz4;
    private CodecHandle? _zstd;

    /// <summary>The chunk's records: a view of the chunk itself, or of <paramref name="buffer"/>, which grows as needed.</summary>
    public ReadOnlyMemory<byte> Decompress(in McapChunk chunk, RecordPosition position, ref byte[] buffer)
    {
        var records = chunk.Records;
        var compression = Check(chunk, position);
        if (compression != McapCompression.None)
        {
            var size = (int)chunk.UncompressedSize;
            if (buffer.Length < size)
                buffer = GC.AllocateUninitializedArray<byte>(size);
            var written = Decompress(compression, records.Span, buffer.AsSpan(0, size), out var error);
            if (error is not null || written != size)
                throw Error(position, error ?? $"uncompressed_size says {size} bytes, but {compression} gave {written}");
            records = buffer.AsMemory(0, size);
        }

        if (validateCrcs && chunk.UncompressedCrc != 0 && Crc32.Of(records.Span) is var actual && actual != chunk.UncompressedCrc)
            throw Error(position, $"uncompressed_crc says {chunk.UncompressedCrc:x8}, but the records have {actual:x8}");
        return records;
    }

    /// <summary>As much of a damaged or cut-off chunk as can be decompressed; checks no sum.</summary>
    public ReadOnlyMemory<byte> DecompressPrefix(in McapChunk chunk, ref byte[] buffer)
    {
        var compression = CompressionName.Parse(chunk.Compression);
        if (compression is null || chunk.UncompressedSize > (ulong)limits.MaxChunkBytes)
            return default;
        if (compression == McapCompression.None)
            return chunk.Records;
        var size = (int)Math.Min(chunk.UncompressedSize, compression == McapCompression.Lz4 ? ((ulong)chunk.Records.Length * Lz4Ratio) + 65536 : ulong.MaxValue);
        if (buffer.Length < size)
            buffer = GC.AllocateUninitializedArray<byte>(size);
        return buffer.AsMemory(0, Decompress(compression.Value, chunk.Records.Span, buffer.AsSpan(0, size), out _));
    }

    public void Dispose()
    {
        _lz4?.Dispose();
        _zstd?.Dispose();
    }

    private static McapException Error(RecordPosition position, string problem) => new(position, McapOpcode.Chunk, problem);

    private McapCompression Check(in McapChunk chunk, RecordPosition position)
    {
        var compression = CompressionName.Parse(chunk.Compression)
            ?? throw Error(position, $"compression is '{Printable(chunk.Compression)}', expected '', 'lz4' or 'zstd'");
        if (chunk.UncompressedSize > (ulong)limits.MaxChunkBytes)
            throw Error(position, $"uncompressed_size is {chunk.UncompressedSize} bytes, the limit is {limits.MaxChunkBytes}");
        var length = (ulong)chunk.Records.Length;
        if (compression == McapCompression.None && chunk.UncompressedSize != length)
            throw Error(position, $"uncompressed_size says {chunk.UncompressedSize} bytes, but the uncompressed records have {length}");
        if (compression == McapCompression.Lz4 && chunk.UncompressedSize > length * Lz4Ratio)
            throw Error(position, $"uncompressed_size says {chunk.UncompressedSize} bytes, which {length} bytes of lz4 cannot hold");
        return compression;
    }

    private static string Printable(string text)
    {
        var shown = text.Length > 32 ? text[..32] + "…" : text;
        return string.Concat(shown.Select(each => char.IsControl(each) ? '?' : each));
    }

    private int Decompress(McapCompression compression, ReadOnlySpan<byte> source, Span<byte> target, out string? error) =>
        compression == McapCompression.Lz4 ? Lz4Frames(source, target, out error) : ZstdFrames(source, target, out error);

    private int Lz4Frames(ReadOnlySpan<byte> source, Span<byte> target, out string? error)
    {
        _lz4 ??= CodecHandle.Lz4Decompressor();
        Lz4.LZ4F_resetDecompressionContext(_lz4.Native);
        nuint read = 0, written = 0, hint = 1;
        error = null;
        // The native side may look at addresses of empty spans, so that they need one.
        byte nothing = 0;
        fixed (byte* pinnedSource = source)
        fixed (byte* pinnedTarget = target)
        {
            var from = pinnedSource is null ? &nothing : pinnedSource;
            var to = pinnedTarget is null ? &nothing : pinnedTarget;
            while (true)
            {
                var took = (nuint)source.Length - read;
                var gave = (nuint)target.Length - written;
                hint = Lz4.LZ4F_decompress(_lz4.Native, to + written, ref gave, from + read, ref took, null);
                if (Lz4.LZ4F_isError(hint) != 0)
                {
                    error = $"lz4: {Marshal.PtrToStringUTF8(Lz4.LZ4F_getErrorName(hint))}";
                    break;
                }

                read += took;
                written += gave;
                if (read == (nuint)source.Length && (hint == 0 || gave == 0))
                    break;
                if (took == 0 && gave == 0)
                    break;
            }
        }

        if (error is null && (hint != 0 || read != (nuint)source.Length))
        {
            error = written == (nuint)target.Length && read != (nuint)source.Length
                ? $"lz4 holds more than the {target.Length} bytes that uncompressed_size says"
                : $"the lz4 frame is cut off after {read} of {source.Length} bytes";
        }

        return (int)written;
    }

    private int ZstdFrames(ReadOnlySpan<byte> source, Span<byte> target, out string? error)
    {
        _zstd ??= CodecHandle.ZstdDecompressor();
        _ = Zstd.ZSTD_DCtx_reset(_zstd.Native, 1);
        byte nothing = 0;
        fixed (byte* pinnedSource = source)
        fixed (byte* pinnedTarget = target)
        {
            var from = pinnedSource is null ? &nothing : pinnedSource;
            var to = pinnedTarget is null ? &nothing : pinnedTarget;
            var length = Zstd.ZSTD_decompressDCtx(_zstd.Native, to, (nuint)target.Length, from, (nuint)source.Length);
            if (Zstd.ZSTD_isError(length) == 0)
            {
                error = null;
                return (int)length;
            }

            // The one-shot call does not say how much it wrote: the stream does, for whoever wants the part before the damage.
            error = $"zstd: {Marshal.PtrToStringUTF8(Zstd.ZSTD_getErrorName(length))}";
            _ = Zstd.ZSTD_DCtx_reset(_zstd.Native, 1);
            var input = new Zstd.ZSTD_inBuffer { src = from, size = (nuint)source.Length };
            var output = new Zstd.ZSTD_outBuffer { dst = to, size = (nuint)target.Length };
            while (input.pos < input.size && output.pos < output.size)
            {
                var before = (input.pos, output.pos);
                if (Zstd.ZSTD_isError(Zstd.ZSTD_decompressStream(_zstd.Native, ref output, ref input)) != 0 || before == (input.pos, output.pos))
                    break;
            }

            return (int)output.pos;
        }
    }
}
