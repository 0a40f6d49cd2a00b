using System.Runtime.InteropServices;

namespace RobotPolicy.Imaging.Interop;

/// <summary>Owns one TurboJPEG compressor or decompressor.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private TurboJpegHandle(nint native)
        : base(0, ownsHandle: true) => SetHandle(native);

    public override bool IsInvalid => handle == 0;

    public static TurboJpegHandle Compressor() => new(TurboJpeg.tjInitCompress());

    public static TurboJpegHandle Decompressor() => new(TurboJpeg.tjInitDecompress());

    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;
}
