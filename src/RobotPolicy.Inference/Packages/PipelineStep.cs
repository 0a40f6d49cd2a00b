using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Normalization;

namespace RobotPolicy.Inference.Packages;

/// <summary>One step between observation and graph, or between graph and actions, as the manifest states it.</summary>
/// <param name="Field">Where it stands in the manifest, for errors.</param>
/// <param name="Features">Features that it applies to; empty means all that it can apply to.</param>
internal abstract record PipelineStep(string Field, IReadOnlyList<string> Features)
{
    public bool AppliesTo(string feature) => Features.Count == 0 || Features.Any(f => FeatureNames.Means(f, feature));
}

/// <summary>Brings pictures to a size.</summary>
internal sealed record ResizeStep(
    string Field, IReadOnlyList<string> Features, int Width, int Height, ResizeFilter Filter, ImageFit Fit, byte PadValue, bool ToUnitRange)
    : PipelineStep(Field, Features)
{
    /// <summary>Whether a JPEG may be decoded smaller than it is before it.</summary>
    public bool ScaledDecode { get; init; }
}

/// <summary>Keeps a rectangle, in pixels; around the centre where left and top are not given.</summary>
internal sealed record CropStep(string Field, IReadOnlyList<string> Features, int Width, int Height, int? Left, int? Top)
    : PipelineStep(Field, Features);

/// <summary>Keeps a share of each side around the centre, without regard to whole pixels; the resize after it looks at nothing else.</summary>
internal sealed record CenterPartStep(string Field, IReadOnlyList<string> Features, double Side) : PipelineStep(Field, Features);

/// <summary>Compresses as JPEG and decompresses.</summary>
internal sealed record JpegStep(string Field, IReadOnlyList<string> Features, int Quality, bool FastTransform) : PipelineStep(Field, Features);

/// <summary>Rounds to bytes.</summary>
internal sealed record ToBytesStep(string Field, IReadOnlyList<string> Features, ByteRounding Rounding) : PipelineStep(Field, Features);

/// <summary>Brings pixels from 0…255 to 0…1.</summary>
internal sealed record ToFloatStep(string Field, IReadOnlyList<string> Features) : PipelineStep(Field, Features);

/// <summary>Normalises, or de-normalises where it stands among the postprocessors.</summary>
/// <param name="Field">Where it stands in the manifest.</param>
/// <param name="Features">Features that it applies to.</param>
/// <param name="Formula">Formula.</param>
/// <param name="Artifact">File with the statistics, or <see langword="null"/> where they stand in the manifest.</param>
/// <param name="Inline">Statistics of the manifest by <c>feature.statistic</c>.</param>
internal sealed record NormalizeStep(
    string Field,
    IReadOnlyList<string> Features,
    NormalizerFormula Formula,
    string? Artifact,
    IReadOnlyDictionary<string, double[]>? Inline) : PipelineStep(Field, Features)
{
    public NormalizerMode Mode => Formula.Mode;
}
