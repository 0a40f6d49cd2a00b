using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;
using RobotPolicy.Imaging.Resampling;
using RobotPolicy.Imaging.Stages;

namespace RobotPolicy.Imaging;

/// <summary>
/// Decodes (JPEG through libjpeg-turbo, PNG), runs the stages that a policy asks for, then converts, resizes and normalises in one
/// pass. Pictures come from outside: sizes are limited to 8192 pixels a side and 64 million pixels, and no data makes it throw. One
/// thread at a time. Allocates nothing in a steady state, except for PNG, whose decompressor is a new object for each picture.
/// </summary>
public sealed class ImagePreprocessor : IImagePreprocessor, IDisposable
{
    private readonly ResizeKernel _resize;
    private readonly IPictureDecoder _jpeg = PictureCodecs.CreateJpeg();
    private readonly IPictureDecoder _png = PictureCodecs.CreatePng();
    private readonly StageRunner _stages;

    /// <summary>Creates a preprocessor; native libraries are loaded when a picture or a stage needs them.</summary>
    public ImagePreprocessor()
        : this(portable: false)
    {
    }

    internal ImagePreprocessor(bool portable)
    {
        _resize = new ResizeKernel(portable);
        _stages = new StageRunner(_resize);
    }

    /// <summary>
    /// What is wrong with this installation, such as a missing libjpeg-turbo; <see langword="null"/> if nothing is known to be.
    /// Pictures that need what is missing are <see cref="ImageStatus.UnsupportedFormat"/>.
    /// </summary>
    public string? InstallationError => _jpeg.InstallationError ?? _png.InstallationError ?? _stages.InstallationError;

    /// <inheritdoc/>
    public ImageStatus Convert(ImageFrame frame, ImageTensorSpec spec, Span<float> destination)
    {
        if (destination.Length != spec.Length || spec.Channels is not (1 or 3) || spec.Mean.Count != spec.Channels || spec.Std.Count != spec.Channels)
            throw new ArgumentException($"Expected {spec.Length} values and a mean and a divisor for each of 1 or 3 channels.", nameof(spec));

        PixelBuffer pixels;
        var status = frame.Format switch
        {
            PixelFormat.Jpeg => _jpeg.Decode(frame.Data, spec, out pixels),
            PixelFormat.Png => _png.Decode(frame.Data, spec, out pixels),
            _ => PixelBuffer.TryCreate(frame.Data, frame.Format, frame.Width, frame.Height, frame.Step, out pixels),
        };
        if (status == ImageStatus.Ok && spec.Stages.Count > 0)
            status = _stages.Run(spec.Stages, ref pixels);
        if (status != ImageStatus.Ok)
            return status;

        if (spec.CropSide == 1 && spec.Window is null && pixels.Width == spec.Width && pixels.Height == spec.Height)
        {
            ConvertKernel.Run(pixels, spec, destination);
            return ImageStatus.Ok;
        }

        if (spec.Filter == ResizeFilter.None)
            return ImageStatus.InvalidLayout;

        var geometry = ResampleGeometry.Of(pixels, spec);
        if (spec.Rounding == ByteRounding.Pillow)
            ConvertKernel.Run(_stages.ToBytes(pixels, geometry, ByteRounding.Pillow, spec.Width, spec.Height, spec.PadValue), spec, destination);
        else
            _resize.ToTensor(pixels, geometry, spec, destination);
        return ImageStatus.Ok;
    }

    /// <summary>Lets go of the native codecs.</summary>
    public void Dispose()
    {
        _jpeg.Dispose();
        _png.Dispose();
        _stages.Dispose();
    }
}
