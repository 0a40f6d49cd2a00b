using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Mcap.Interop;

/// <summary>The few functions of libzstd that we call (zstd.h, 1.5).</summary>
internal static unsafe partial class Zstd
{
    public const string Library = "libzstd.so.1";

    [LibraryImport(Library)]
    public static partial nint ZSTD_createCCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeCCtx(nint cctx);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressBound(nuint srcSize);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_compressCCtx(nint cctx, byte* dst, nuint dstCapacity, byte* src, nuint srcSize, int compressionLevel);

    [LibraryImport(Library)]
    public static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    public static partial nuint ZSTD_freeDCtx(nint dctx);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_decompressDCtx(nint dctx, byte* dst, nuint dstCapacity, byte* src, nuint srcSize);

    /// <summary>1 resets the session only.</summary>
    [LibraryImport(Library)]
    public static partial nuint ZSTD_DCtx_reset(nint dctx, int reset);

    [LibraryImport(Library)]
    public static partial nuint ZSTD_decompressStream(nint dctx, ref ZSTD_outBuffer output, ref ZSTD_inBuffer input);

    [LibraryImport(Library)]
    public static partial uint ZSTD_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nint ZSTD_getErrorName(nuint code);

    [StructLayout(LayoutKind.Sequential)]
    public struct ZSTD_inBuffer
    {
        public byte* src;
        public nuint size;
        public nuint pos;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ZSTD_outBuffer
    {
        public byte* dst;
        public nuint size;
        public nuint pos;
    }
}
