using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging;

/// <summary>Uncompressed pixels whose layout has been checked: every row lies inside <see cref="Data"/>.</summary>
internal readonly ref struct PixelBuffer
{
    /// <summary>Largest width and height, in pixels.</summary>
    public const int MaxSide = 8192;

    /// <summary>Largest number of pixels.</summary>
    public const int MaxPixels = 64_000_000;

    private PixelBuffer(ReadOnlySpan<byte> data, PixelFormat format, int width, int height, int step, int bytesPerPixel)
    {
        Data = data;
        Format = format;
        Width = width;
        Height = height;
        Step = step;
        BytesPerPixel = bytesPerPixel;
    }

    public ReadOnlySpan<byte> Data { get; }

    public PixelFormat Format { get; }

    public int Width { get; }

    public int Height { get; }

    public int Step { get; }

    public int BytesPerPixel { get; }

    /// <summary>Whether a size is within the limits.</summary>
    public static bool IsAllowed(long width, long height) =>
        width is > 0 and <= MaxSide && height is > 0 and <= MaxSide && width * height <= MaxPixels;

    /// <summary>Checks a layout that comes from outside.</summary>
    public static ImageStatus TryCreate(
        ReadOnlySpan<byte> data, PixelFormat format, int width, int height, int step, out PixelBuffer pixels)
    {
        pixels = default;
        var bytesPerPixel = format switch
        {
            PixelFormat.Rgb8 or PixelFormat.Bgr8 => 3,
            PixelFormat.Rgba8 or PixelFormat.Bgra8 => 4,
            PixelFormat.Mono8 => 1,
            _ => 0,
        };
        if (bytesPerPixel == 0)
            return ImageStatus.UnsupportedFormat;

        // The last row need not be padded to the full step.
        if (!IsAllowed(width, height)
            || step < (long)width * bytesPerPixel
            || data.Length < ((long)step * (height - 1)) + ((long)width * bytesPerPixel))
            return ImageStatus.InvalidLayout;

        pixels = new PixelBuffer(data, format, width, height, step, bytesPerPixel);
        return ImageStatus.Ok;
    }

    /// <summary>Pixels that this project has laid out itself.</summary>
    public static PixelBuffer Trusted(ReadOnlySpan<byte> data, PixelFormat format, int width, int height, int step, int bytesPerPixel) =>
        new(data, format, width, height, step, bytesPerPixel);

    /// <summary>A rectangle of the picture, as a view; <see langword="false"/> if the picture does not hold it.</summary>
    public bool TryCrop(int left, int top, int width, int height, out PixelBuffer crop)
    {
        crop = default;
        if (left < 0 || top < 0 || width < 1 || height < 1 || (long)left + width > Width || (long)top + height > Height)
            return false;
        var begin = (int)(((long)top * Step) + ((long)left * BytesPerPixel));
        crop = new PixelBuffer(Data[begin..], Format, width, height, Step, BytesPerPixel);
        return true;
    }

    /// <summary>The pixels of one row, without padding.</summary>
    public ReadOnlySpan<byte> Row(int y) => Data.Slice((int)((long)y * Step), Width * BytesPerPixel);
}
