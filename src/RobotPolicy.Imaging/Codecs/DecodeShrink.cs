using RobotPolicy.Control.Observations;
using RobotPolicy.Imaging.Resampling;

namespace RobotPolicy.Imaging.Codecs;

/// <summary>
/// By how much a JPEG is decoded smaller than it is. Its blocks of 8 × 8 pixels can be turned back into 4 × 4, 2 × 2 or 1 × 1 by
/// leaving out the higher frequencies, and libjpeg-turbo has vector code for just these. Only where both sides divide: every sample
/// of the resize after it then lies where it lay in the whole picture.
/// </summary>
internal static class DecodeShrink
{
    private const int Most = 8;

    /// <summary>1, 2, 4 or 8: the largest that leaves at least as many pixels as the first pass makes.</summary>
    /// <param name="spec">The tensor that the picture is for.</param>
    /// <param name="width">Width of the whole picture in pixels.</param>
    /// <param name="height">Height of the whole picture in pixels.</param>
    public static int Of(ImageTensorSpec spec, int width, int height)
    {
        if (!spec.ScaledDecode)
            return 1;
        ResampleGeometry first;
        if (spec.Stages.Count == 0)
            first = ResampleGeometry.Of((width, height), spec);
        else if (spec.Stages[0] is ResampleStage stage)
            first = ResampleGeometry.Of((width, height), stage);
        else
            return 1;
        if (!first.Columns.Filter.CountsEveryPixel())
            return 1;

        var shrink = 1;
        while (shrink < Most && Leaves(first.Columns, 2 * shrink) && Leaves(first.Rows, 2 * shrink))
            shrink *= 2;
        return shrink;
    }

    private static bool Leaves(AxisSampling axis, int shrink) =>
        axis.Source % shrink == 0 && axis.Resized <= axis.Side * axis.Source / shrink;
}
