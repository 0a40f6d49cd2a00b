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
    private const string UnconditionedSuffix = ".unconditioned";

    private SampledLayout()
    {
    }

    public required ObservationLayout Observation { get; init; }

    /// <summary>What goes from the encoder to the denoiser.</summary>
    public required IReadOnlyList<Condition> Conditions { get; init; }

    public required string Prediction { get; init; }

    public required SamplerShape Shape { get; init; }

    /// <summary>Compares both graphs with the manifest and with each other; adds every mismatch as an error.</summary>
    public static SampledLayout? Create(
        PolicyPackage package, OnnxGraph encoder, OnnxGraph denoiser, SamplerSpec spec, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var manifest = package.Manifest;
        var check = new Check(manifest.Denoiser!, errors);
        var observation = GraphLayout.CreateObservation(package, encoder, errors);
        var shape = ReadShape(check, denoiser, manifest);
        var conditions = ReadConditions(check, encoder, denoiser, spec, manifest.Model!);
        var prediction = denoiser.Outputs.FirstOrDefault(o => o.Name == PredictionOutput) ?? (denoiser.Outputs.Count == 1 ? denoiser.Outputs[0] : null);
        if (prediction is null)
            check.Fail(PredictionOutput, "an output of that name", Names(denoiser.Outputs));
        else if (check.IsFloat(prediction) && shape is not null && !Fits(prediction.Shape, [-1, shape.Horizon, shape.ActionSize]))
            check.Fail(prediction.Name, $"shape [rows, {shape.Horizon}, {shape.ActionSize}], as {SampleInput} has it", ErrorText.Shape(prediction.Shape));

        if (errors.Count != before || shape is null || prediction is null)
            return null;
        return new SampledLayout { Observation = observation, Conditions = conditions, Prediction = prediction.Name, Shape = shape };
    }

    /// <summary>Checks what can only be known once the rows of a call are known: dimensions that the denoiser fixes.</summary>
    public static void CheckRows(Sampler sampler, OnnxGraph denoiser, string file, ICollection<PackageError> errors)
    {
        var check = new Check(file, errors);
        foreach (var tensor in denoiser.Inputs.Where(i => i.Name is SampleInput or TimestepInput))
            if (tensor.Shape[0] >= 0 && tensor.Shape[0] != sampler.Rows)
                check.Fail(tensor.Name, $"{sampler.Rows} rows, or an open dimension", ErrorText.Shape(tensor.Shape));
    }

    private static SamplerShape? ReadShape(Check check, OnnxGraph denoiser, PolicyManifest manifest)
    {
        var joints = manifest.ActionOrder.Count;
        var sample = denoiser.Inputs.FirstOrDefault(i => i.Name == SampleInput);
        var timestep = denoiser.Inputs.FirstOrDefault(i => i.Name == TimestepInput);
        if (sample is null)
            check.Fail(SampleInput, "an input of that name", Names(denoiser.Inputs));
        if (timestep is null)
            check.Fail(TimestepInput, "an input of that name", Names(denoiser.Inputs));
        if (sample is null || timestep is null || !check.IsFloat(sample) | !check.IsFloat(timestep))
            return null;

        if (!Fits(sample.Shape, [-1, -1, joints]) || sample.Shape[1] is < 1 or > ManifestReader.MaxChunk)
        {
            check.Fail(SampleInput, $"shape [rows, 1 to {ManifestReader.MaxChunk}, {joints}], as action.order has {joints} names", ErrorText.Shape(sample.Shape));
            return null;
        }

        var horizon = (int)sample.Shape[1];
        var perPosition = timestep.Shape.Count == 2;
        if (perPosition ? !Fits(timestep.Shape, [-1, horizon]) : timestep.Shape.Count != 1)
        {
            check.Fail(TimestepInput, $"shape [rows] or [rows, {horizon}]", ErrorText.Shape(timestep.Shape));
            return null;
        }

        return new SamplerShape(1, horizon, joints, perPosition);
    }

    private static List<Condition> ReadConditions(Check check, OnnxGraph encoder, OnnxGraph denoiser, SamplerSpec spec, string encoderFile)
    {
        var conditions = new List<Condition>();
        foreach (var input in denoiser.Inputs.Where(i => i.Name is not (SampleInput or TimestepInput)))
        {
            if (encoder.Outputs.FirstOrDefault(o => o.Name == input.Name) is not { } output)
            {
                check.Fail(input.Name, $"an output of that name in {ErrorText.Clean(encoderFile)}, or no such input", Names(encoder.Outputs));
                continue;
            }

            if (!check.IsFloat(input))
                continue;
            if (output.ElementType != GraphTensor.Float32 || output.Shape.Count < 1 || output.Shape[0] is not (1 or < 0)
                || output.Shape.Skip(1).Any(d => d < 1) || !Fits(input.Shape, [-1, .. output.Shape.Skip(1)]))
            {
                check.Fail(input.Name, $"float32 tensors [1, …] and [rows, …] with the same fixed dimensions in encoder and denoiser", $"{ErrorText.Shape(output.Shape)} and {ErrorText.Shape(input.Shape)}");
                continue;
            }

            var unconditioned = encoder.Outputs.FirstOrDefault(o => o.Name == input.Name + UnconditionedSuffix);
            if (spec.IsGuided && unconditioned is not null
                && (unconditioned.ElementType != GraphTensor.Float32 || !unconditioned.Shape.SequenceEqual(output.Shape)))
                check.Fail(input.Name, $"the same shape for {input.Name}{UnconditionedSuffix}", ErrorText.Shape(unconditioned.Shape));
            conditions.Add(new Condition(
                input.Name, [.. output.Shape.Skip(1)], input.Shape[0] == 1, spec.IsGuided ? unconditioned?.Name : null));
        }

        if (spec.IsGuided && !conditions.Any(c => c.Unconditioned is not null && !c.Shared))
            check.Fail(
                "guidance",
                $"an encoder output X{UnconditionedSuffix} beside some X whose rows are open in the denoiser, since guidance needs something to lead away from",
                Names(encoder.Outputs));
        return conditions;
    }

    /// <summary>−1 stands for any dimension.</summary>
    private static bool Fits(IReadOnlyList<long> shape, ReadOnlySpan<long> wanted)
    {
        if (shape.Count != wanted.Length)
            return false;
        for (var i = 0; i < wanted.Length; i++)
            if (wanted[i] >= 0 && shape[i] != wanted[i])
                return false;
        return true;
    }

    private static string Names(IReadOnlyList<GraphTensor> tensors) =>
        tensors.Count == 0 ? "none" : ErrorText.Clean(string.Join(", ", tensors.Select(t => t.Name)), 300);

    /// <param name="Name">Output of the encoder and input of the denoiser.</param>
    /// <param name="Tail">Dimensions behind the first.</param>
    /// <param name="Shared">Whether the denoiser takes one row for all.</param>
    /// <param name="Unconditioned">Output of the encoder for the rows that guidance leads away from.</param>
    internal sealed record Condition(string Name, long[] Tail, bool Shared, string? Unconditioned);

    private sealed class Check(string file, ICollection<PackageError> errors)
    {
        public void Fail(string field, string expected, string actual) =>
            errors.Add(new PackageError { File = file, Field = ErrorText.Clean(field), Expected = expected, Actual = actual });

        public bool IsFloat(GraphTensor tensor)
        {
            if (tensor.ElementType == GraphTensor.Float32)
                return true;
            Fail(tensor.Name, $"a {GraphTensor.Float32} tensor", tensor.ElementType);
            return false;
        }
    }
}
