using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Models;

/// <summary>What goes from the encoder to one input of a graph that computes many rows of one observation. Immutable.</summary>
/// <param name="Name">Output of the encoder and input of the graph.</param>
/// <param name="Tail">Dimensions behind the first.</param>
/// <param name="Shared">Whether the graph takes one row for all.</param>
/// <param name="Unconditioned">Output of the encoder for the rows that guidance leads away from.</param>
internal sealed record Condition(string Name, long[] Tail, bool Shared, string? Unconditioned)
{
    public const string UnconditionedSuffix = ".unconditioned";

    /// <summary>Pairs every input that is not the graph's own with an output of the encoder; adds every mismatch as an error.</summary>
    /// <param name="check">Collects errors of the graph.</param>
    /// <param name="encoder">The encoder.</param>
    /// <param name="encoderFile">Its file, for errors.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="guided">Whether the graph also computes rows that the goal is left out of.</param>
    /// <param name="own">Inputs that something else feeds.</param>
    public static List<Condition> Read(
        GraphCheck check, OnnxGraph encoder, string encoderFile, OnnxGraph graph, bool guided, params ReadOnlySpan<string> own)
    {
        var conditions = new List<Condition>();
        foreach (var input in graph.Inputs)
        {
            if (own.Contains(input.Name))
                continue;
            if (encoder.Outputs.FirstOrDefault(o => o.Name == input.Name) is not { } output)
            {
                check.Fail(input.Name, $"an output of that name in {ErrorText.Clean(encoderFile)}, or no such input", GraphCheck.Names(encoder.Outputs));
                continue;
            }

            if (!check.IsFloat(input))
                continue;
            if (output.ElementType != GraphTensor.Float32 || output.Shape.Count < 1 || output.Shape[0] is not (1 or < 0)
                || output.Shape.Skip(1).Any(d => d < 1) || !GraphCheck.Fits(input.Shape, [-1, .. output.Shape.Skip(1)]))
            {
                check.Fail(input.Name, $"float32 tensors [1, …] and [rows, …] with the same fixed dimensions in encoder and denoiser", $"{ErrorText.Shape(output.Shape)} and {ErrorText.Shape(input.Shape)}");
                continue;
            }

            var unconditioned = encoder.Outputs.FirstOrDefault(o => o.Name == input.Name + UnconditionedSuffix);
            if (guided && unconditioned is not null
                && (unconditioned.ElementType != GraphTensor.Float32 || !unconditioned.Shape.SequenceEqual(output.Shape)))
                check.Fail(input.Name, $"the same shape for {input.Name}{UnconditionedSuffix}", ErrorText.Shape(unconditioned.Shape));
            conditions.Add(new Condition(input.Name, [.. output.Shape.Skip(1)], input.Shape[0] == 1, guided ? unconditioned?.Name : null));
        }

        return conditions;
    }
}
