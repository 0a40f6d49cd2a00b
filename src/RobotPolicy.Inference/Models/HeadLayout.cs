using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Inference.Models;

/// <summary>Which output of a graph becomes actions, and how. Made by comparing the graph with its manifest.</summary>
internal sealed class HeadLayout
{
    private readonly Func<EncoderOutputs, OnnxGraph, IActionHead> _bind;

    private HeadLayout(int chunkSize, Func<EncoderOutputs, OnnxGraph, IActionHead> bind) => (ChunkSize, _bind) = (chunkSize, bind);

    /// <summary>Actions in a chunk.</summary>
    public int ChunkSize { get; }

    /// <summary>Compares; adds every mismatch as an error.</summary>
    /// <param name="package">The package.</param>
    /// <param name="graph">The graph that answers with actions.</param>
    /// <param name="interval">Time from one action to the next where the package does not state it.</param>
    /// <param name="errors">Receives what does not fit.</param>
    public static HeadLayout? Read(PolicyPackage package, OnnxGraph graph, TimeSpan? interval, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        if (manifest.Spline is { } spline)
            return ReadSpline(package, spline, graph, manifest.ActionIntervalSeconds ?? interval?.TotalSeconds ?? 0, errors);
        if (GraphLayout.ReadAction(package, graph, errors) is not { } action)
            return null;
        var chunk = action.Shape.Length == 3 ? (int)action.Shape[1] : 1;
        if (manifest.Roles.Confidence is not { } confidence)
            return new HeadLayout(chunk, (outputs, _) => new PlainHead(outputs.Bind(action.Name, action.Shape), chunk));

        var check = new GraphCheck(manifest.Model!, errors);
        long[] shape = [.. action.Shape, confidence.Bins];
        if (check.Find(graph.Outputs, confidence.Output, "output") is not { } logits
            || !check.Fits(logits, $"shape {ErrorText.Shape(shape)}, a score of each class of each action", shape))
            return null;
        return new HeadLayout(chunk, (outputs, _) => new ConfidenceHead(
            outputs.Bind(action.Name, action.Shape), outputs.Bind(confidence.Output, shape), confidence.Bins, chunk));
    }

    /// <summary>Binds the output.</summary>
    public IActionHead Bind(EncoderOutputs outputs, OnnxGraph graph) => _bind(outputs, graph);

    private static HeadLayout? ReadSpline(PolicyPackage package, SplineSpec spec, OnnxGraph graph, double interval, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var check = new GraphCheck(manifest.Model!, errors);
        var joints = manifest.ActionOrder.Count;
        var count = spec.ControlPoints * joints;
        var range = spec.Tokens is { } tokens ? ReadRange(package, tokens, count, errors) : null;
        var name = spec.Output ?? (spec.Tokens is null ? "control_points" : "tokens");
        if (graph.Outputs.FirstOrDefault(o => o.Name == name) is not { } output)
        {
            check.Fail(name, "an output of that name", GraphCheck.Names(graph.Outputs));
            return null;
        }

        var ids = output.ElementType == GraphTensor.Int64;
        if (ids && spec.Tokens is null)
            check.Fail(name, $"a {GraphTensor.Float32} tensor", output.ElementType);
        else if (!ids && !check.IsFloat(output))
            return null;
        var flat = output.Shape.Count == 2;
        long[] shape = flat ? [1, count] : [1, spec.ControlPoints, joints];
        if (!check.Fits(output, $"shape [1, {spec.ControlPoints}, {joints}] or [1, {count}], control points first", shape))
            return null;
        if (interval <= 0 || (spec.Tokens is not null && range is null))
            return null;
        var chunk = SplineHead.Steps(spec, interval);
        if (chunk > ManifestReader.MaxChunk || (manifest.ChunkSize is { } stated && stated != chunk))
        {
            errors.Add(new PackageError
            {
                File = ManifestReader.FileName,
                Field = $"{SplineReader.Field}.duration",
                Expected = $"{manifest.ChunkSize ?? ManifestReader.MaxChunk} actions of {interval.ToString(System.Globalization.CultureInfo.InvariantCulture)} s in its duration, as chunk_size and action.dt say",
                Actual = $"{chunk}",
            });
            return null;
        }

        int[] degrees = [.. manifest.ActionOrder.Select(joint => spec.GripperJoints.Contains(joint) ? spec.GripperDegree : spec.Degree)];
        return new HeadLayout(chunk, (outputs, opened) => new SplineHead(
            spec,
            ids ? Memory<float>.Empty : outputs.Bind(name, shape),
            ids ? opened.BindIdOutput(name, shape) : Memory<long>.Empty,
            range,
            degrees,
            interval));
    }

    private static TokenRange? ReadRange(PolicyPackage package, int tokens, int count, ICollection<PackageError> errors)
    {
        const string feature = "control_points";
        if (package.SplineBounds is not { } table)
            return null;
        var before = errors.Count;
        double[] Read(string statistic)
        {
            var values = table.Find(feature, statistic);
            if (values is null || values.Length != count || !values.All(double.IsFinite))
                errors.Add(new PackageError
                {
                    File = table.Source,
                    Field = $"{feature}.{statistic}",
                    Expected = $"{count} finite values, control points first",
                    Actual = values is null ? "nothing" : values.Length == count ? "others" : $"{values.Length}",
                });
            return values ?? [];
        }

        var (low, high) = (Read("min"), Read("max"));
        for (var i = 0; i < count && errors.Count == before; i++)
            if (high[i] < low[i])
                errors.Add(new PackageError { File = table.Source, Field = $"{feature}.max", Expected = "at least min", Actual = $"less at index {i}" });
        return errors.Count == before ? new TokenRange(tokens, low, high) : null;
    }
}
