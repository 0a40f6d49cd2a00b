using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>Where the samples of one picture lie, and where the result goes in the target.</summary>
/// <param name="Columns">Samples along x.</param>
/// <param name="Rows">Samples along y.</param>
/// <param name="Left">Column of the target that the first sample goes to.</param>
/// <param name="Top">Row of the target that the first sample goes to.</param>
internal readonly record struct ResampleGeometry(AxisSampling Columns, AxisSampling Rows, int Left, int Top)
{
    public static ResampleGeometry Of(PixelBuffer source, ImageTensorSpec spec) => Of((source.Width, source.Height), spec);

    public static ResampleGeometry Of(PixelBuffer source, ResampleStage stage) => Of((source.Width, source.Height), stage);

    /// <summary>The same for a picture of which only the size is known.</summary>
    public static ResampleGeometry Of((int Width, int Height) source, ImageTensorSpec spec)
    {
        if (spec.Window is not { } window)
            return Of(source, spec.Width, spec.Height, spec.Filter, spec.CropSide, spec.Fit);
        return new ResampleGeometry(
            new AxisSampling(source.Width, window.ResizedWidth, window.Left, spec.Width, spec.Filter, spec.CropSide),
            new AxisSampling(source.Height, window.ResizedHeight, window.Top, spec.Height, spec.Filter, spec.CropSide),
            0,
            0);
    }

    /// <summary>The same for a picture of which only the size is known.</summary>
    public static ResampleGeometry Of((int Width, int Height) source, ResampleStage stage) =>
        Of(source, stage.Width, stage.Height, stage.Filter, stage.CropSide, stage.Fit);

    private static ResampleGeometry Of(
        (int Width, int Height) source, int width, int height, ResizeFilter filter, double side, ImageFit fit)
    {
        var (innerWidth, innerHeight) = (width, height);
        if (fit != ImageFit.Stretch)
        {
            // In this order and precision, as those who pad have it: another one may come out a pixel shorter.
            var ratio = Math.Max((double)source.Width / width, (double)source.Height / height);
            innerWidth = Math.Max((int)(source.Width / ratio), 1);
            innerHeight = Math.Max((int)(source.Height / ratio), 1);
        }

        var share = fit == ImageFit.PadLeftTop ? 1 : 2;
        return new ResampleGeometry(
            new AxisSampling(source.Width, innerWidth, 0, innerWidth, filter, side),
            new AxisSampling(source.Height, innerHeight, 0, innerHeight, filter, side),
            (width - innerWidth) / share,
            (height - innerHeight) / share);
    }
}
