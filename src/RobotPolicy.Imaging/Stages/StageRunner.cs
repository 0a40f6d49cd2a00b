using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Codecs;
using RobotPolicy.Imaging.Resampling;

namespace RobotPolicy.Imaging.Stages;

/// <summary>
/// Runs the stages from bytes to bytes. Results lie in buffers that it keeps, valid until the next picture. Not thread-safe; the
/// kernel is the owner's. A round trip through JPEG is libjpeg-turbo's in every build, since training fixes its bytes.
/// </summary>
internal sealed class StageRunner(ResizeKernel resize) : IDisposable
{
    private readonly JpegEncoder _encoder = new();
    private readonly JpegDecoder _decoder = new();
    private readonly FixedPointKernel _fixedPoint = new();

    // A stage reads one and writes the other.
    private byte[] _current = [];
    private byte[] _other = [];

    /// <summary>Why a stage cannot run at all; <see langword="null"/> if it can, or has not been tried.</summary>
    public string? InstallationError => _encoder.InstallationError ?? _decoder.InstallationError;

    /// <summary>Runs them in order.</summary>
    public ImageStatus Run(IReadOnlyList<ImageStage> stages, ref PixelBuffer pixels)
    {
        for (var i = 0; i < stages.Count; i++)
        {
            var status = stages[i] switch
            {
                CropStage crop => Crop(crop, ref pixels),
                JpegStage jpeg => RoundTrip(jpeg, ref pixels),
                ResampleStage resample => Resample(resample, ref pixels),
                _ => ImageStatus.UnsupportedFormat,
            };
            if (status != ImageStatus.Ok)
                return status;
        }

        return ImageStatus.Ok;
    }

    /// <summary>Resizes into the buffer that is not in use.</summary>
    public PixelBuffer ToBytes(PixelBuffer source, ResampleGeometry geometry, ByteRounding rounding, int width, int height, byte padValue)
    {
        var (format, bytesPerPixel) = source.BytesPerPixel == 1 ? (PixelFormat.Mono8, 1) : (PixelFormat.Rgb8, 3);
        var length = width * height * bytesPerPixel;
        (_current, _other) = (_other, _current);
        if (_current.Length < length)
            _current = GC.AllocateUninitializedArray<byte>(length);
        var target = _current.AsSpan(0, length);
        if (rounding == ByteRounding.Pillow)
            _fixedPoint.Run(source, geometry, width, height, padValue, target);
        else
            resize.ToBytes(source, geometry, rounding, width, height, padValue, target);
        return PixelBuffer.Trusted(target, format, width, height, width * bytesPerPixel, bytesPerPixel);
    }

    public void Dispose()
    {
        _encoder.Dispose();
        _decoder.Dispose();
    }

    private static ImageStatus Crop(CropStage crop, ref PixelBuffer pixels)
    {
        var left = crop.Left ?? CropStage.Centre(pixels.Width, crop.Width);
        var top = crop.Top ?? CropStage.Centre(pixels.Height, crop.Height);
        var whole = pixels;
        return whole.TryCrop(left, top, crop.Width, crop.Height, out pixels) ? ImageStatus.Ok : ImageStatus.InvalidLayout;
    }

    private ImageStatus RoundTrip(JpegStage stage, ref PixelBuffer pixels) =>
        _encoder.TryEncodeAccurately(pixels, stage.Quality, out var jpeg)
            ? _decoder.Decode(jpeg, stage.FastTransform, out pixels)
            : ImageStatus.UnsupportedFormat;

    private ImageStatus Resample(ResampleStage stage, ref PixelBuffer pixels)
    {
        if (stage.Rounding == ByteRounding.None)
            throw new ArgumentException("A stage between two passes has to say how it rounds.", nameof(stage));
        if (stage.CropSide == 1 && pixels.Width == stage.Width && pixels.Height == stage.Height)
            return ImageStatus.Ok;
        if (stage.Filter == ResizeFilter.None || !PixelBuffer.IsAllowed(stage.Width, stage.Height))
            return ImageStatus.InvalidLayout;
        var geometry = ResampleGeometry.Of(pixels, stage);
        pixels = ToBytes(pixels, geometry, stage.Rounding, stage.Width, stage.Height, stage.PadValue);
        return ImageStatus.Ok;
    }
}
