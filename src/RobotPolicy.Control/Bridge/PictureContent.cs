using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Control.Bridge;

/// <summary>What a camera's message holds, found by its header alone: nothing is decoded, copied or allocated.</summary>
internal readonly ref struct PictureContent
{
    private PictureContent(ReadOnlySpan<byte> data, PixelFormat format, (int Width, int Height, int Step) layout, long stampUnixNs)
    {
        Data = data;
        (Format, Layout, StampUnixNs) = (format, layout, stampUnixNs);
    }

    /// <summary>Pixels, or the compressed stream.</summary>
    public ReadOnlySpan<byte> Data { get; }

    /// <summary>Their layout.</summary>
    public PixelFormat Format { get; }

    /// <summary>Size in pixels, and bytes from one row to the next; zero of a compressed stream.</summary>
    public (int Width, int Height, int Step) Layout { get; }

    /// <summary>When it was taken as the header says, in nanoseconds since the Unix epoch.</summary>
    public long StampUnixNs { get; }

    /// <summary>Reads a message.</summary>
    /// <param name="cdr">The message.</param>
    /// <param name="isCompressed">Whether the topic carries compressed pictures.</param>
    /// <param name="content">What it holds.</param>
    /// <param name="fault">Why it is no picture for us.</param>
    public static bool TryRead(ReadOnlySpan<byte> cdr, bool isCompressed, out PictureContent content, out CameraFault fault) =>
        isCompressed ? TryReadCompressed(cdr, out content, out fault) : TryReadRaw(cdr, out content, out fault);

    private static bool TryReadRaw(ReadOnlySpan<byte> cdr, out PictureContent content, out CameraFault fault)
    {
        content = default;
        if (!Image.TryDecode(cdr, out var image, out var error))
        {
            fault = error.Status == Ros.Cdr.CdrStatus.InconsistentLengths ? CameraFault.InvalidLayout : CameraFault.Malformed;
            return false;
        }

        var format = image.Encoding switch
        {
            ImageEncoding.Rgb8 => PixelFormat.Rgb8,
            ImageEncoding.Bgr8 or ImageEncoding.Generic8UC3 => PixelFormat.Bgr8,
            ImageEncoding.Rgba8 => PixelFormat.Rgba8,
            ImageEncoding.Bgra8 or ImageEncoding.Generic8UC4 => PixelFormat.Bgra8,
            ImageEncoding.Mono8 => PixelFormat.Mono8,
            _ => PixelFormat.Unsupported,
        };
        fault = format == PixelFormat.Unsupported ? CameraFault.UnsupportedEncoding : CameraFault.InvalidLayout;
        if (format == PixelFormat.Unsupported || image.Width is 0 or > MaxSide || image.Height is 0 or > MaxSide || image.Step > MaxStep)
            return false;
        fault = CameraFault.None;
        content = new PictureContent(image.Data, format, ((int)image.Width, (int)image.Height, (int)image.Step), image.Header.Stamp.ToNs());
        return true;
    }

    private static bool TryReadCompressed(ReadOnlySpan<byte> cdr, out PictureContent content, out CameraFault fault)
    {
        content = default;
        fault = CameraFault.Malformed;
        if (!CompressedImage.TryDecode(cdr, out var image, out _))
            return false;
        fault = CameraFault.UnsupportedEncoding;
        if (Detect(image.Data) is var format && format == PixelFormat.Unsupported)
            return false;
        fault = CameraFault.None;
        content = new PictureContent(image.Data, format, default, image.Header.Stamp.ToNs());
        return true;
    }

    /// <summary>
    /// The stream's own first bytes decide: publishers fill the text field <c>format</c> in many ways, and depth streams call
    /// themselves png behind a header of their own.
    /// </summary>
    private static PixelFormat Detect(ReadOnlySpan<byte> data) =>
        data.StartsWith(JpegMagic) ? PixelFormat.Jpeg
        : data.StartsWith(PngMagic) ? PixelFormat.Png
        : PixelFormat.Unsupported;

    private static ReadOnlySpan<byte> JpegMagic => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> PngMagic => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private const int MaxSide = 16_384;
    private const int MaxStep = 4 * MaxSide * 4;
}
