using System.Runtime.InteropServices;

namespace RobotPolicy.Imaging.Interop;

/// <summary>Owns one TurboJPEG decompressor.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    public TurboJpegHandle()
        : base(0, ownsHandle: true) => SetHandle(TurboJpeg.tjInitDecompress());

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => TurboJpeg.tjDestroy(handle) == 0;
}
