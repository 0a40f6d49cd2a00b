using System.Runtime.InteropServices;

namespace RobotPolicy.Simulator.Rendering.Interop;

/// <summary>The part of TurboJPEG that compresses; <c>unsigned long</c> is the machine's word on Linux.</summary>
internal static unsafe partial class TurboJpegNative
{
    internal const string Library = "libturbojpeg.so.0";

    internal const int TJPF_RGB = 0;
    internal const int TJSAMP_420 = 2;
    internal const int TJFLAG_NOREALLOC = 1024;

    [LibraryImport(Library)]
    internal static partial nint tjInitCompress();

    [LibraryImport(Library)]
    internal static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    internal static partial nuint tjBufSize(int width, int height, int subsampling);

    [LibraryImport(Library)]
    internal static partial int tjCompress2(
        nint handle, byte* source, int width, int pitch, int height, int pixelFormat, byte** jpeg, nuint* size, int subsampling, int quality, int flags);

    [LibraryImport(Library)]
    internal static partial nint tjGetErrorStr2(nint handle);
}
