using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Goals.Tokenization;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Goals;

/// <summary>The goals of a manifest with the shapes that the graph gives them. Made by comparing the two.</summary>
/// <param name="Spec">What the manifest says.</param>
/// <param name="Shapes">Shape of each form's input, every dimension fixed.</param>
/// <param name="Tokenizer">Turns words into token ids; <see langword="null"/> where no words are taken.</param>
internal sealed record GoalLayout(GoalsSpec Spec, IReadOnlyList<long[]> Shapes, TokenizerFile? Tokenizer)
{
    /// <summary>Compares; adds every mismatch as an error.</summary>
    public static GoalLayout? Create(PolicyPackage package, OnnxGraph graph, ICollection<PackageError> errors)
    {
        if (package.Manifest.Goals is not { } spec)
            return null;
        var before = errors.Count;
        var file = package.Manifest.Model ?? "graph";
        var shapes = new List<long[]>();
        foreach (var input in spec.Inputs)
            shapes.Add(Shape(package, input, Find(graph, input.Input, file, errors), file, errors) ?? []);
        if (spec.Given is { } given && Find(graph, given, file, errors) is { } told)
            Fits(told, GraphTensor.Float32, file, errors, 1, spec.Inputs.Count);
        if (spec.Inputs.Any(i => i.Kind == TaskGoalKind.Text) && graph.Device.CaptureGraph)
            errors.Add(new PackageError
            {
                File = file,
                Field = "device",
                Expected = "loading without capturing the graph, as token ids are bound anew for each goal",
                Actual = $"{graph.Device}",
            });
        return errors.Count == before ? new GoalLayout(spec, shapes, package.Tokenizer) : null;
    }

    private static GraphTensor? Find(OnnxGraph graph, string name, string file, ICollection<PackageError> errors)
    {
        if (graph.Inputs.FirstOrDefault(i => i.Name == name) is { } tensor)
            return tensor;
        errors.Add(new PackageError
        {
            File = file,
            Field = ErrorText.Clean(name),
            Expected = "an input of that name, as x-robotpolicy.goals states it",
            Actual = ErrorText.Clean(string.Join(", ", graph.Inputs.Select(i => i.Name)), 300),
        });
        return null;
    }

    private static long[]? Shape(PolicyPackage package, GoalInputSpec input, GraphTensor? tensor, string file, ICollection<PackageError> errors)
    {
        if (tensor is null)
            return null;
        switch (input.Kind)
        {
            case TaskGoalKind.Text:
                return Fits(tensor, "int64", file, errors, 1, null);
            case TaskGoalKind.Picture:
                return Fits(tensor, GraphTensor.Float32, file, errors, 1, 3, null, null);
            case TaskGoalKind.Sketch:
                return Fits(tensor, GraphTensor.Float32, file, errors, 1, 1, null, null);
            case TaskGoalKind.Pose:
                return Fits(tensor, GraphTensor.Float32, file, errors, 1, package.Manifest.StateOrder.Count);
            default:
                return Fits(tensor, GraphTensor.Float32, file, errors, [1, .. tensor.Shape.Skip(1).Select(_ => (long?)null)]);
        }
    }

    private static long[]? Fits(GraphTensor tensor, string type, string file, ICollection<PackageError> errors, params ReadOnlySpan<long?> wanted)
    {
        const long maxDimension = 8192;
        var fits = tensor.ElementType == type && tensor.Shape.Count == wanted.Length && tensor.Shape[0] is 1 or < 0;
        for (var i = 1; fits && i < wanted.Length; i++)
            fits = wanted[i] is { } dimension ? tensor.Shape[i] == dimension : tensor.Shape[i] is > 0 and <= maxDimension;
        if (fits)
            return [1, .. tensor.Shape.Skip(1)];
        var text = new List<string>();
        foreach (var dimension in wanted)
            text.Add(dimension?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "any");
        errors.Add(new PackageError
        {
            File = file,
            Field = ErrorText.Clean(tensor.Name),
            Expected = $"{type} [{string.Join(", ", text)}]",
            Actual = $"{tensor.ElementType} {ErrorText.Shape(tensor.Shape)}",
        });
        return null;
    }
}
