using System.Runtime.InteropServices;

namespace RobotPolicy.IntegrationTests.Imaging;

/// <summary>Encodes test pictures with libjpeg-turbo.</summary>
internal static class JpegEncoder
{
    private const string Library = "libturbojpeg.so.0";
    private const int Rgb = 0;
    private const int Grey = 6;
    private const int Cmyk = 11;

    public static byte[] EncodeRgb(byte[] pixels, int width, int height, int quality = 95, bool progressive = false) =>
        Encode(pixels, width, height, 3, Rgb, subsampling: 0, quality, progressive ? 16384 : 0);

    public static byte[] EncodeGrey(byte[] pixels, int width, int height) => Encode(pixels, width, height, 1, Grey, subsampling: 3, 95, 0);

    public static byte[] EncodeCmyk(byte[] pixels, int width, int height) => Encode(pixels, width, height, 4, Cmyk, subsampling: 0, 95, 0);

    private static byte[] Encode(byte[] pixels, int width, int height, int bytesPerPixel, int format, int subsampling, int quality, int flags)
    {
        var handle = tjInitCompress();
        var buffer = IntPtr.Zero;
        try
        {
            nuint size = 0;
            Assert.Equal(0, tjCompress2(handle, pixels, width, width * bytesPerPixel, height, format, ref buffer, ref size, subsampling, quality, flags));
            var jpeg = new byte[(int)size];
            Marshal.Copy(buffer, jpeg, 0, jpeg.Length);
            return jpeg;
        }
        finally
        {
            tjFree(buffer);
            tjDestroy(handle);
        }
    }

    [DllImport(Library)]
    private static extern IntPtr tjInitCompress();

    [DllImport(Library)]
    private static extern int tjCompress2(
        IntPtr handle, byte[] source, int width, int pitch, int height, int pixelFormat, ref IntPtr jpeg, ref nuint size, int subsampling, int quality, int flags);

    [DllImport(Library)]
    private static extern void tjFree(IntPtr buffer);

    [DllImport(Library)]
    private static extern int tjDestroy(IntPtr handle);
}
