using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>
/// Puts encoder, denoiser and schedule into one graph: the denoiser's operators once per step, its weights once for all. A device
/// then runs the whole loop without a word from the host, and can capture it whole.
/// </summary>
/// <remarks>
/// Inputs: those of the encoder, <see cref="NoiseInput"/>, <see cref="StepNoiseInput"/> where a step adds noise, and whatever
/// else the denoiser takes. Output: <see cref="Output"/>. The sample is float32 between the steps, also where the denoiser
/// computes in float16: schedules subtract numbers that are nearly equal.
/// </remarks>
public static class DenoisingLoopGraph
{
    /// <summary>Input: the sample that the loop begins with, unit noise; float32 in the sample's shape.</summary>
    public const string NoiseInput = "noise";

    /// <summary>Input: unit noise of every step, [steps, …sample's shape]; only where a step adds noise.</summary>
    public const string StepNoiseInput = "step_noise";

    /// <summary>Output: the sample after the last step; float32 in the sample's shape.</summary>
    public const string Output = "denoised";

    /// <summary>Puts the loop together.</summary>
    /// <param name="encoder">The encoder's ONNX model; empty where there is none.</param>
    /// <param name="denoiser">The denoiser's ONNX model. External data of either is looked for beside the composed model.</param>
    /// <param name="spec">How they go together.</param>
    /// <param name="file">Name of the denoiser's file, for errors.</param>
    /// <param name="errors">Receives what is wrong.</param>
    /// <returns>An ONNX model, or <see langword="null"/> where the parts do not fit.</returns>
    public static byte[]? Compose(
        ReadOnlyMemory<byte> encoder,
        ReadOnlyMemory<byte> denoiser,
        DenoisingLoopSpec spec,
        string file,
        ICollection<PackageError> errors)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Steps.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Steps.Count, DenoisingLoopSpec.MaxSteps);
        if (spec.Steps.Any(step => !step.IsFinite) || spec.ClipSample is { } clip && !(clip > 0 && float.IsFinite(clip)))
            throw new ArgumentException("Every coefficient of a step must be finite, and a clip positive.", nameof(spec));
        if (spec.SampleShape.Count == 0 || spec.SampleShape.Any(dimension => dimension < 1))
            throw new ArgumentException("Every dimension of the sample must be fixed.", nameof(spec));

        try
        {
            return new DenoisingLoopComposer(encoder.IsEmpty ? null : OnnxModelReader.Read(encoder), OnnxModelReader.Read(denoiser), spec).Compose();
        }
        catch (InvalidDataException e)
        {
            errors.Add(new PackageError { File = file, Field = "graph", Expected = "graphs that go together as one denoising loop", Actual = ErrorText.Clean(e.Message, 300) });
            return null;
        }
    }
}
