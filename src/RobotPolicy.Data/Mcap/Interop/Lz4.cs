using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Mcap.Interop;

/// <summary>The few functions of liblz4's frame API that we call (lz4frame.h, 1.9).</summary>
internal static unsafe partial class Lz4
{
    public const string Library = "liblz4.so.1";

    public const uint LZ4F_VERSION = 100;

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrameBound(nuint srcSize, void* preferencesPtr);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_compressFrame(byte* dstBuffer, nuint dstCapacity, byte* srcBuffer, nuint srcSize, void* preferencesPtr);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_createDecompressionContext(out nint dctxPtr, uint version);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_freeDecompressionContext(nint dctx);

    [LibraryImport(Library)]
    public static partial void LZ4F_resetDecompressionContext(nint dctx);

    [LibraryImport(Library)]
    public static partial nuint LZ4F_decompress(nint dctx, byte* dstBuffer, ref nuint dstSizePtr, byte* srcBuffer, ref nuint srcSizePtr, void* dOptPtr);

    [LibraryImport(Library)]
    public static partial uint LZ4F_isError(nuint code);

    [LibraryImport(Library)]
    public static partial nint LZ4F_getErrorName(nuint code);
}
