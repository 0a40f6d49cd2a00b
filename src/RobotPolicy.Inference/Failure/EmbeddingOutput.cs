using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>The output of a policy's graphs that encodes the observation. Set-up only.</summary>
internal static class EmbeddingOutput
{
    private const string Field = FailureReader.Field + ".embedding";
    private const int MaxSize = 65_536;

    /// <summary>Compares the output with the graphs that run in each inference.</summary>
    public static void Check(FailureSpec? spec, IReadOnlyList<OnnxGraph> graphs, ICollection<PackageError> errors)
    {
        if (spec?.Embedding is not { } name)
            return;
        void Fail(string expected, string actual) =>
            errors.Add(new PackageError { File = ManifestReader.FileName, Field = Field, Expected = expected, Actual = actual });
        if (graphs.SelectMany(g => g.Outputs).FirstOrDefault(o => o.Name == name) is not { } output)
            Fail("an output of a graph that sees the observation", GraphCheck.Names([.. graphs.SelectMany(g => g.Outputs)]));
        else if (output.ElementType != GraphTensor.Float32)
            Fail($"a {GraphTensor.Float32} output", output.ElementType);
        else if (output.Shape.Count < 2 || output.Shape[0] is not (1 or < 0) || output.Shape.Skip(1).Any(d => d < 1)
            || output.Shape.Skip(1).Aggregate(1L, (a, d) => a * d) > MaxSize)
            Fail($"shape [1, …] of fixed dimensions and at most {MaxSize} numbers", ErrorText.Shape(output.Shape));
    }

    /// <summary>Binds it; empty where there is none.</summary>
    /// <param name="spec">What the package says.</param>
    /// <param name="graphs">Graphs with who binds their outputs, since one that others read too is bound once.</param>
    public static ReadOnlyMemory<float> Bind(FailureSpec? spec, IReadOnlyList<(OnnxGraph Graph, EncoderOutputs Outputs)> graphs)
    {
        if (spec?.Embedding is not { } name)
            return default;
        var (graph, outputs) = graphs.First(g => g.Graph.Outputs.Any(o => o.Name == name));
        return outputs.Bind(name, [1, .. graph.Outputs.First(o => o.Name == name).Shape.Skip(1)]);
    }
}
