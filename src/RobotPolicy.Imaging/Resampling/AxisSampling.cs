using RobotPolicy.Control.Observations;

namespace RobotPolicy.Imaging.Resampling;

/// <summary>How the samples of one axis lie on the source; all that a table of weights depends on.</summary>
/// <param name="Source">Source pixels.</param>
/// <param name="Resized">Pixels of the resized picture.</param>
/// <param name="First">First of them that is wanted.</param>
/// <param name="Count">How many are wanted.</param>
/// <param name="Filter">Filter; not <see cref="ResizeFilter.None"/>.</param>
/// <param name="Side">Share of the source that is looked at, around its centre.</param>
internal readonly record struct AxisSampling(int Source, int Resized, int First, int Count, ResizeFilter Filter, double Side)
{
    /// <summary>Every pixel as it is.</summary>
    public static AxisSampling Identity(int size) => new(size, size, 0, size, ResizeFilter.Nearest, 1);
}
