using RobotPolicy.Control.Observations;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.SingleStep;

namespace RobotPolicy.Inference;

/// <summary>
/// Which input and output of the graph stands for which feature, and their shapes with every dimension fixed. Made by
/// comparing the graph with its manifest.
/// </summary>
internal static class GraphLayout
{
    private const int Batch = 1;
    private static readonly string[] VectorNames = ["obs", "observation", "observations", "policy"];
    private static readonly string[] OnlyImageNames = ["observation.images", "observation.image", "images", "image"];
    private static readonly string[] ActionNames = ["action", "actions", "action_chunk"];

    /// <summary>The output that is actions, with every dimension fixed; <see langword="null"/> and errors where there is none.</summary>
    public static (string Name, long[] Shape)? ReadAction(PolicyPackage package, OnnxGraph graph, ICollection<PackageError> errors)
    {
        var manifest = package.Manifest;
        var check = new Checker(manifest.Model ?? "graph", errors);
        var output = graph.Outputs.FirstOrDefault(o => ActionNames.Contains(o.Name)) ?? (graph.Outputs.Count == 1 ? graph.Outputs[0] : null);
        if (output is null)
        {
            check.Fail("action", "an output of that name", Names(graph.Outputs));
            return null;
        }

        return check.Action(output, manifest) is { } shape ? (output.Name, shape) : null;
    }

    /// <summary>Compares the inputs only: those of a graph that sees the observation and answers with something else than actions.</summary>
    /// <param name="package">The package.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="errors">Receives every mismatch.</param>
    /// <param name="file">File of the graph where it is not the package's model.</param>
    /// <param name="fed">Inputs that something else feeds.</param>
    /// <param name="mayMiss">Whether another graph may look at cameras and goals that this one does not look at.</param>
    public static ObservationLayout CreateObservation(
        PolicyPackage package,
        OnnxGraph graph,
        ICollection<PackageError> errors,
        string? file = null,
        IReadOnlyList<string>? fed = null,
        bool mayMiss = false)
    {
        var manifest = package.Manifest;
        var check = new Checker(file ?? manifest.Model ?? "graph", errors);
        var used = new HashSet<string>(fed ?? []);
        if (manifest.SingleStep is { } singleStep)
            return CreateTerms(singleStep, [.. graph.Inputs.Where(i => !used.Contains(i.Name))], check);

        long[] stateShape = [];
        var state = graph.Inputs.FirstOrDefault(i => FeatureNames.Means(i.Name, FeatureNames.State));
        if (state is not null)
        {
            used.Add(state.Name);
            stateShape = check.State(state, manifest);
        }

        var images = new List<(string, long[], ImageTensorSpec)>();
        foreach (var camera in package.Cameras)
        {
            var feature = FeatureNames.Image(camera.Camera.Name);
            if (FindImage(graph, feature, package.Cameras.Count) is not { } input)
            {
                if (!mayMiss)
                    check.Fail(feature, "an input of that name", Names(graph.Inputs));
                continue;
            }

            used.Add(input.Name);
            if (check.Image(input, camera, manifest.ObservationSteps) is { } image)
                images.Add((input.Name, image.Shape, image.Spec));
        }

        var goals = manifest.Goals?.GraphInputs ?? [];
        var takesGoals = !mayMiss || graph.Inputs.Any(i => goals.Contains(i.Name));
        used.UnionWith(goals);
        foreach (var input in graph.Inputs)
            if (!used.Contains(input.Name))
                check.Fail(
                    ErrorText.Clean(input.Name),
                    $"inputs only for {FeatureNames.State}, the cameras and the goals of the manifest",
                    "an input that nothing feeds");

        return new ObservationLayout(state?.Name, stateShape, images, takesGoals ? GoalLayout.Create(package, graph, errors) : null);
    }

    /// <summary>A single-step policy takes one vector, by whatever name.</summary>
    private static ObservationLayout CreateTerms(SingleStepSpec spec, IReadOnlyList<GraphTensor> inputs, Checker check)
    {
        var input = inputs.FirstOrDefault(i => VectorNames.Contains(i.Name)) ?? (inputs.Count == 1 ? inputs[0] : null);
        if (input is null)
            check.Fail("obs", "an input of that name", Names(inputs));
        else
            check.Vector(input, spec.Size, $"the sum of {spec.Layout}");
        foreach (var other in inputs)
            if (input is not null && other != input)
                check.Fail(ErrorText.Clean(other.Name), "one input, for the observation vector", "an input that nothing feeds");
        return new ObservationLayout(input?.Name, [Batch, spec.Size], [], null);
    }

    /// <summary>Exporters leave the camera's name away where there is only one.</summary>
    private static GraphTensor? FindImage(OnnxGraph graph, string feature, int cameras) =>
        graph.Inputs.FirstOrDefault(i => FeatureNames.Means(i.Name, feature))
        ?? (cameras == 1 ? graph.Inputs.FirstOrDefault(i => OnlyImageNames.Contains(i.Name)) : null);

    private static string Names(IReadOnlyList<GraphTensor> tensors) =>
        tensors.Count == 0 ? "none" : ErrorText.Clean(string.Join(", ", tensors.Select(t => t.Name)), 300);

    private sealed class Checker(string file, ICollection<PackageError> errors)
    {
        public void Fail(string field, string expected, string actual) =>
            errors.Add(new PackageError { File = file, Field = field, Expected = expected, Actual = actual });

        public void Vector(GraphTensor tensor, int length, string why)
        {
            if (!IsFloat(tensor))
                return;
            if (!Matches(tensor.Shape, Batch, length))
                Fail(tensor.Name, $"shape [1, {length}], {why}", ErrorText.Shape(tensor.Shape));
        }

        /// <summary>A vector, or one for each instant that is looked at.</summary>
        public long[] State(GraphTensor tensor, PolicyManifest manifest)
        {
            var length = manifest.StateOrder.Count;
            var steps = manifest.ObservationSteps;
            if (steps == 1 || Matches(tensor.Shape, Batch, steps * length))
            {
                Vector(tensor, steps * length, $"as state.order has {length} names");
                return [Batch, steps * length];
            }

            if (IsFloat(tensor) && !Matches(tensor.Shape, Batch, steps, length))
                Fail(
                    tensor.Name,
                    $"shape [1, {steps}, {length}] or [1, {steps * length}], as n_obs_steps is {steps} and state.order has {length} names",
                    ErrorText.Shape(tensor.Shape));
            return [Batch, steps, length];
        }

        public (long[] Shape, ImageTensorSpec Spec)? Image(GraphTensor tensor, CameraInput camera, int steps)
        {
            if (!IsFloat(tensor))
                return null;

            long channels = camera.Camera.Channels;
            var shape = tensor.Shape;

            // With several instants there is one dimension more, right behind the batch.
            long[] head = steps == 1 ? [Batch] : [Batch, steps];
            var text = string.Join(", ", head);
            if (shape.Count != head.Length + 3 || shape[0] is not (Batch or < 0) || (steps > 1 && shape[1] != steps))
            {
                Fail(tensor.Name, $"shape [{text}, {channels}, height, width] or [{text}, height, width, {channels}]", ErrorText.Shape(shape));
                return null;
            }

            var picture = shape.Skip(head.Length).ToArray();
            var planar = picture[0] == channels;
            if (!planar && picture[2] != channels)
            {
                Fail(tensor.Name, $"shape [{text}, {channels}, height, width] or [{text}, height, width, {channels}]", ErrorText.Shape(shape));
                return null;
            }

            var (height, width) = planar ? (picture[1], picture[2]) : (picture[0], picture[1]);
            if (camera.Plan.Size is { } size ? (height, width) != (size.Height, size.Width) : height < 1 || width < 1 || height > 8192 || width > 8192)
            {
                var wanted = camera.Plan.Size is { } s ? $"height {s.Height} and width {s.Width}, as {camera.Plan.SizedBy} says" : "a fixed height and width";
                Fail(tensor.Name, wanted, ErrorText.Shape(shape));
                return null;
            }

            return ([.. head, .. picture], camera.ToSpec((int)width, (int)height, channelsLast: !planar));
        }

        public long[]? Action(GraphTensor tensor, PolicyManifest manifest)
        {
            if (!IsFloat(tensor))
                return null;

            var joints = manifest.ActionOrder.Count;
            var list = manifest.SingleStep is null ? "action.order" : "joint_names or action_joint_names";
            var single = Matches(tensor.Shape, Batch, joints);
            if (!single && !Matches(tensor.Shape, Batch, null, joints))
            {
                Fail(tensor.Name, $"shape [1, chunk, {joints}] or [1, {joints}], as {list} has {joints} names", ErrorText.Shape(tensor.Shape));
                return null;
            }

            var chunk = single ? 1 : tensor.Shape[1];
            if (chunk is < 1 or > ManifestReader.MaxChunk)
            {
                Fail(tensor.Name, $"a chunk of 1 to {ManifestReader.MaxChunk} actions", ErrorText.Shape(tensor.Shape));
                return null;
            }

            if (manifest.ChunkSize is { } stated && stated != chunk)
                Fail(tensor.Name, $"a chunk of {stated} actions, as chunk_size says", ErrorText.Shape(tensor.Shape));
            return single ? [Batch, joints] : [Batch, chunk, joints];
        }

        private bool IsFloat(GraphTensor tensor)
        {
            if (tensor.ElementType is GraphTensor.Float32 or GraphTensor.Float16)
                return true;
            Fail(ErrorText.Clean(tensor.Name), $"a {GraphTensor.Float32} or {GraphTensor.Float16} tensor", tensor.ElementType);
            return false;
        }

        /// <summary>An open batch dimension counts as 1; <see langword="null"/> stands for any dimension.</summary>
        private static bool Matches(IReadOnlyList<long> shape, params ReadOnlySpan<long?> wanted)
        {
            if (shape.Count != wanted.Length || shape[0] is not (Batch or < 0))
                return false;
            for (var i = 1; i < wanted.Length; i++)
                if (wanted[i] is { } dimension && shape[i] != dimension)
                    return false;
            return true;
        }
    }
}
