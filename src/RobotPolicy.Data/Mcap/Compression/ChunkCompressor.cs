using System.Runtime.InteropServices;
using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Interop;

namespace RobotPolicy.Data.Mcap.Compression;

/// <summary>Compresses chunks one after the other with one native context. Not thread-safe.</summary>
internal sealed unsafe class ChunkCompressor : IDisposable
{
    private readonly int _level;
    private readonly CodecHandle? _zstd;

    /// <param name="compression">Which; not <see cref="McapCompression.None"/>.</param>
    /// <param name="level">Of zstd; lz4 has one.</param>
    public ChunkCompressor(McapCompression compression, int level)
    {
        _level = level;
        if (compression == McapCompression.Zstd)
            _zstd = CodecHandle.ZstdCompressor();
        else
            _ = Lz4.LZ4F_compressFrameBound(1, null); // a missing library is told before the first message
    }

    /// <summary>Replaces the target's content by the compressed source.</summary>
    public void Compress(ReadOnlySpan<byte> source, RecordBuffer target)
    {
        target.Clear();
        var bound = _zstd is null
            ? Lz4.LZ4F_compressFrameBound((nuint)source.Length, null)
            : Zstd.ZSTD_compressBound((nuint)source.Length);
        var room = target.Room((int)Math.Min(bound, int.MaxValue));
        nuint length;
        fixed (byte* from = source)
        fixed (byte* to = room)
        {
            length = _zstd is null
                ? Lz4.LZ4F_compressFrame(to, (nuint)room.Length, from, (nuint)source.Length, null)
                : Zstd.ZSTD_compressCCtx(_zstd.Native, to, (nuint)room.Length, from, (nuint)source.Length, _level);
        }

        var error = _zstd is null
            ? Lz4.LZ4F_isError(length) != 0 ? Lz4.LZ4F_getErrorName(length) : 0
            : Zstd.ZSTD_isError(length) != 0 ? Zstd.ZSTD_getErrorName(length) : 0;
        if (error != 0)
            throw new InvalidOperationException($"A chunk of {source.Length} bytes could not be compressed: {Marshal.PtrToStringUTF8(error)}.");
        target.Advance((int)length);
    }

    public void Dispose() => _zstd?.Dispose();
}
