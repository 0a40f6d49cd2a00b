using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;
using RobotPolicy.Imaging.Resampling;

namespace RobotPolicy.Imaging;

/// <summary>
/// Decodes (JPEG through libjpeg-turbo, PNG), then converts, resizes and normalises in one pass. Pictures come from outside:
/// sizes are limited to 8192 pixels a side and 64 million pixels, and no data makes it throw. One thread at a time. Allocates
/// nothing in a steady state, except for PNG, whose decompressor is a new object for each picture.
/// </summary>
public sealed class ImagePreprocessor : IImagePreprocessor, IDisposable
{
    private readonly ResizeKernel _resize = new();
    private readonly JpegDecoder _jpeg = new();
    private readonly PngDecoder _png = new();

    /// <summary>
    /// What is wrong with this installation, such as a missing libjpeg-turbo; <see langword="null"/> if nothing is known to be.
    /// Pictures that need what is missing are <see cref="ImageStatus.UnsupportedFormat"/>.
    /// </summary>
    public string? InstallationError => _jpeg.InstallationError;

    /// <inheritdoc/>
    public ImageStatus Convert(ImageFrame frame, ImageTensorSpec spec, Span<float> destination)
    {
        if (destination.Length != spec.Length || spec.Channels is not (1 or 3) || spec.Mean.Count != spec.Channels || spec.Std.Count != spec.Channels)
            throw new ArgumentException($"Expected {spec.Length} values and a mean and a divisor for each of 1 or 3 channels.", nameof(spec));

        PixelBuffer pixels;
        var status = frame.Format switch
        {
            PixelFormat.Jpeg => _jpeg.Decode(frame.Data, out pixels),
            PixelFormat.Png => _png.Decode(frame.Data, out pixels),
            _ => PixelBuffer.TryCreate(frame.Data, frame.Format, frame.Width, frame.Height, frame.Step, out pixels),
        };
        if (status != ImageStatus.Ok)
            return status;

        if (pixels.Width == spec.Width && pixels.Height == spec.Height)
            ConvertKernel.Run(pixels, spec, destination);
        else if (spec.Filter == ResizeFilter.None)
            return ImageStatus.InvalidLayout;
        else
            _resize.Run(pixels, spec, destination);
        return ImageStatus.Ok;
    }

    /// <summary>Lets go of the native decoder.</summary>
    public void Dispose() => _jpeg.Dispose();
}
