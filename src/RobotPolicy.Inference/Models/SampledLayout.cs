using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// How encoder and denoiser fit together. The denoiser takes <c>sample</c> [rows, horizon, joints], <c>timestep</c> [rows] or
/// [rows, horizon], and outputs of the encoder by their names, and answers with <c>prediction</c>. All are float32. With
/// classifier-free guidance the encoder has an output <c>X.unconditioned</c> beside X for what the goal is left out of.
/// </summary>
internal sealed class SampledLayout
{
    public const string SampleInput = "sample";
    public const string TimestepInput = "timestep";
    private const string PredictionOutput = "prediction";

    private SampledLayout()
    {
    }

    /// <summary>What goes from the encoder to the denoiser.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    public required string Prediction { get; init; }

    public required SamplerShape Shape { get; init; }

    /// <summary>Compares both graphs with the manifest and with each other; adds every mismatch as an error.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="encoder">The graph that sees the observation.</param>
    /// <param name="denoiser">The denoiser, or another of the same kind.</param>
    /// <param name="file">File of the denoiser, for errors.</param>
    /// <param name="guided">Whether it also computes rows that the goal is left out of.</param>
    /// <param name="errors">Receives what does not fit.</param>
    public static SampledLayout? Create(
        PolicyManifest manifest, OnnxGraph encoder, OnnxGraph denoiser, string file, bool guided, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var check = new GraphCheck(file, errors);
        var shape = ReadShape(check, denoiser, manifest);
        var conditions = Condition.Read(check, encoder, manifest.Model!, denoiser, guided, SampleInput, TimestepInput);
        if (guided && !conditions.Any(c => c.Unconditioned is not null && !c.Shared))
            check.Fail(
                "guidance",
                $"an encoder output X{Condition.UnconditionedSuffix} beside some X whose rows are open in the denoiser, since guidance needs something to lead away from",
                GraphCheck.Names(encoder.Outputs));
        var prediction = denoiser.Outputs.FirstOrDefault(o => o.Name == PredictionOutput) ?? (denoiser.Outputs.Count == 1 ? denoiser.Outputs[0] : null);
        if (prediction is null)
            check.Fail(PredictionOutput, "an output of that name", GraphCheck.Names(denoiser.Outputs));
        else if (check.IsFloat(prediction) && shape is not null && !GraphCheck.Fits(prediction.Shape, [-1, shape.Horizon, shape.ActionSize]))
            check.Fail(prediction.Name, $"shape [rows, {shape.Horizon}, {shape.ActionSize}], as {SampleInput} has it", ErrorText.Shape(prediction.Shape));

        if (errors.Count != before || shape is null || prediction is null)
            return null;
        return new SampledLayout { Conditions = conditions, Prediction = prediction.Name, Shape = shape };
    }

    /// <summary>Checks what can only be known once the rows of a call are known: dimensions that the denoiser fixes.</summary>
    public static void CheckRows(int rows, OnnxGraph denoiser, string file, ICollection<PackageError> errors)
    {
        var check = new GraphCheck(file, errors);
        foreach (var tensor in denoiser.Inputs.Where(i => i.Name is SampleInput or TimestepInput))
            if (tensor.Shape[0] >= 0 && tensor.Shape[0] != rows)
                check.Fail(tensor.Name, $"{rows} rows, or an open dimension", ErrorText.Shape(tensor.Shape));
    }

    private static SamplerShape? ReadShape(GraphCheck check, OnnxGraph denoiser, PolicyManifest manifest)
    {
        var joints = manifest.ActionOrder.Count;
        var sample = denoiser.Inputs.FirstOrDefault(i => i.Name == SampleInput);
        var timestep = denoiser.Inputs.FirstOrDefault(i => i.Name == TimestepInput);
        if (sample is null)
            check.Fail(SampleInput, "an input of that name", GraphCheck.Names(denoiser.Inputs));
        if (timestep is null)
            check.Fail(TimestepInput, "an input of that name", GraphCheck.Names(denoiser.Inputs));
        if (sample is null || timestep is null || !check.IsFloat(sample) | !check.IsFloat(timestep))
            return null;

        if (!GraphCheck.Fits(sample.Shape, [-1, -1, joints]) || sample.Shape[1] is < 1 or > ManifestReader.MaxChunk)
        {
            check.Fail(SampleInput, $"shape [rows, 1 to {ManifestReader.MaxChunk}, {joints}], as action.order has {joints} names", ErrorText.Shape(sample.Shape));
            return null;
        }

        var horizon = (int)sample.Shape[1];
        var perPosition = timestep.Shape.Count == 2;
        if (perPosition ? !GraphCheck.Fits(timestep.Shape, [-1, horizon]) : timestep.Shape.Count != 1)
        {
            check.Fail(TimestepInput, $"shape [rows] or [rows, {horizon}]", ErrorText.Shape(timestep.Shape));
            return null;
        }

        return new SamplerShape(manifest.Candidates.Count, horizon, joints, perPosition);
    }
}
