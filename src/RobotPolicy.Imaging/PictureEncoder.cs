using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;
using RobotPolicy.Imaging.Resampling;

namespace RobotPolicy.Imaging;

/// <summary>
/// Makes a JPEG out of a camera's picture of any format, scaled down where it is too wide. Pictures come from outside: no data makes
/// it throw. One thread at a time; the result is a new array, everything else is kept.
/// </summary>
public sealed class PictureEncoder : IDisposable
{
    private const int Channels = 3;

    private readonly ResizeKernel _resize = new();
    private readonly IPictureDecoder _jpeg = PictureCodecs.CreateJpeg();
    private readonly IPictureDecoder _png = PictureCodecs.CreatePng();
    private readonly JpegEncoder _encoder = new();
    private byte[] _pixels = [];

    /// <summary>What is wrong with this installation, such as a missing libjpeg-turbo; <see langword="null"/> if nothing is known to be.</summary>
    public string? InstallationError => _encoder.InstallationError ?? _jpeg.InstallationError ?? _png.InstallationError;

    /// <summary>Encodes one picture.</summary>
    /// <param name="frame">The picture; retained by the caller.</param>
    /// <param name="maxWidth">Largest width in pixels, 0 for the picture's own; the height follows.</param>
    /// <param name="quality">JPEG quality, 1…100.</param>
    /// <param name="encoded">The result.</param>
    public ImageStatus Encode(ImageFrame frame, int maxWidth, int quality, out EncodedPicture encoded)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentOutOfRangeException.ThrowIfNegative(maxWidth);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        encoded = default;
        PixelBuffer pixels;
        var status = frame.Format switch
        {
            PixelFormat.Jpeg => _jpeg.Decode(frame.Data, null, out pixels),
            PixelFormat.Png => _png.Decode(frame.Data, null, out pixels),
            _ => PixelBuffer.TryCreate(frame.Data, frame.Format, frame.Width, frame.Height, frame.Step, out pixels),
        };
        if (status != ImageStatus.Ok)
            return status;
        if (maxWidth > 0 && pixels.Width > maxWidth)
        {
            status = Scale(pixels, maxWidth, out pixels);
            if (status != ImageStatus.Ok)
                return status;
        }

        if (_encoder.Encode(pixels, quality) is not { } jpeg)
            return ImageStatus.UnsupportedFormat;
        encoded = new EncodedPicture(jpeg, pixels.Width, pixels.Height);
        return ImageStatus.Ok;
    }

    /// <summary>Lets go of the native codecs.</summary>
    public void Dispose()
    {
        _jpeg.Dispose();
        _png.Dispose();
        _encoder.Dispose();
    }

    private ImageStatus Scale(PixelBuffer source, int width, out PixelBuffer scaled)
    {
        var height = Math.Max(1, (int)Math.Round((double)source.Height * width / source.Width));
        var length = width * height * Channels;
        if (_pixels.Length < length)
            _pixels = new byte[length];

        var (columns, rows) = (
            new AxisSampling(source.Width, width, 0, width, ResizeFilter.Area, 1),
            new AxisSampling(source.Height, height, 0, height, ResizeFilter.Area, 1));
        _resize.ToBytes(source, new ResampleGeometry(columns, rows, 0, 0), ByteRounding.HalfUp, width, height, 0, _pixels);
        return source.BytesPerPixel == 1
            ? PixelBuffer.TryCreate(_pixels.AsSpan(0, width * height), PixelFormat.Mono8, width, height, width, out scaled)
            : PixelBuffer.TryCreate(_pixels.AsSpan(0, length), PixelFormat.Rgb8, width, height, width * Channels, out scaled);
    }
}
