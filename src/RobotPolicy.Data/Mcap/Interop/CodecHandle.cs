using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Mcap.Interop;

/// <summary>Owns one native (de)compression context.</summary>
internal sealed class CodecHandle : SafeHandle
{
    private readonly Func<nint, nuint> _free;

    private CodecHandle(nint native, Func<nint, nuint> free)
        : base(0, ownsHandle: true)
    {
        _free = free;
        SetHandle(native);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The context. Whoever calls with it keeps this object alive meanwhile.</summary>
    public nint Native => handle;

    public static CodecHandle Lz4Decompressor()
    {
        _ = Lz4.LZ4F_createDecompressionContext(out var context, Lz4.LZ4F_VERSION);
        return Checked(new CodecHandle(context, Lz4.LZ4F_freeDecompressionContext));
    }

    public static CodecHandle ZstdCompressor() => Checked(new CodecHandle(Zstd.ZSTD_createCCtx(), Zstd.ZSTD_freeCCtx));

    public static CodecHandle ZstdDecompressor() => Checked(new CodecHandle(Zstd.ZSTD_createDCtx(), Zstd.ZSTD_freeDCtx));

    protected override bool ReleaseHandle() => _free(handle) == 0;

    private static CodecHandle Checked(CodecHandle handle) =>
        handle.IsInvalid ? throw new InvalidOperationException("The compression library has no memory for a context.") : handle;
}
