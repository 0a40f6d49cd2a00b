using System.Runtime.InteropServices;

namespace RobotPolicy.Imaging.Interop;

/// <summary>The few functions of libjpeg-turbo's TurboJPEG API 2.x that we call (turbojpeg.h).</summary>
internal static partial class TurboJpeg
{
    public const string Library = "libturbojpeg.so.0";

    public const int TJPF_RGB = 0;
    public const int TJPF_BGR = 1;
    public const int TJPF_RGBX = 2;
    public const int TJPF_BGRX = 3;
    public const int TJPF_GRAY = 6;
    public const int TJSAMP_420 = 2;
    public const int TJSAMP_GRAY = 3;
    public const int TJCS_CMYK = 3;
    public const int TJCS_YCCK = 4;

    /// <summary>The target buffer is ours and large enough.</summary>
    public const int TJFLAG_NOREALLOC = 1024;

    /// <summary>The fast, less exact cosine transform.</summary>
    public const int TJFLAG_FASTDCT = 2048;

    /// <summary>The exact cosine transform.</summary>
    public const int TJFLAG_ACCURATEDCT = 4096;

    /// <summary>A warning ends the call: a truncated picture is not padded with grey.</summary>
    public const int TJFLAG_STOPONWARNING = 8192;

    /// <summary>At most 500 scans: a small progressive file cannot keep the decoder busy for minutes.</summary>
    public const int TJFLAG_LIMITSCANS = 32768;

    [LibraryImport(Library)]
    public static partial nint tjInitDecompress();

    [LibraryImport(Library)]
    public static partial nint tjInitCompress();

    /// <summary>Largest size of a JPEG of these dimensions; <c>unsigned long</c> is the machine's word on Linux.</summary>
    [LibraryImport(Library)]
    public static partial nuint tjBufSize(int width, int height, int jpegSubsamp);

    [LibraryImport(Library)]
    public static unsafe partial int tjCompress2(
        TurboJpegHandle handle, byte* srcBuf, int width, int pitch, int height, int pixelFormat, byte** jpegBuf, nuint* jpegSize,
        int jpegSubsamp, int jpegQual, int flags);

    [LibraryImport(Library)]
    public static partial int tjDestroy(nint handle);

    [LibraryImport(Library)]
    public static unsafe partial int tjDecompressHeader3(
        TurboJpegHandle handle, byte* jpegBuf, nuint jpegSize, out int width, out int height, out int jpegSubsamp, out int jpegColorspace);

    [LibraryImport(Library)]
    public static unsafe partial int tjDecompress2(
        TurboJpegHandle handle, byte* jpegBuf, nuint jpegSize, byte* dstBuf, int width, int pitch, int height, int pixelFormat, int flags);
}
