using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// Reads <c>manifest.json</c> in both of its spellings: sections at the top (<c>runner</c>, <c>artifacts</c>, <c>robots</c>, …),
/// or grouped under <c>model</c> and <c>hardware</c>. Goes on after an error, to find the next.
/// </summary>
internal static class ManifestReader
{
    public const string FileName = "manifest.json";
    public const int MaxChunk = 4096;
    public const int MaxObservationSteps = 8;
    private const string Extension = "x-robotpolicy";

    /// <summary>Reads as much as there is; errors tell whether it is usable.</summary>
    public static PolicyManifest Read(JsonCursor root)
    {
        root.OneOf("format", ["policy_package"], required: true);
        if (root.String("version", required: true) is { } version && version != "1" && !version.StartsWith("1.", StringComparison.Ordinal))
            root.FailAt("version", "1.x", ErrorText.Quote(version));

        var policy = root.Object("policy");
        var name = policy?.String("name") ?? "unnamed";
        if (policy is { } p)
            p.OneOf("kind", ["single_pass", "action_chunking"]);

        var model = Section(root, "model", "runner", "artifacts", "preprocessors", "postprocessors", "n_obs_steps");
        var hardware = Section(root, "hardware", "robots", "cameras");

        var observationSteps = model.Int("n_obs_steps", 1, MaxObservationSteps) ?? 1;
        var extension = root.Object(Extension);
        var artifact = GraphRolesReader.ReadMain(extension) ?? ReadArtifact(model);
        var (chunkSize, actionSteps, stepsField) = ReadRunner(model);
        var preprocessors = PipelineReader.ReadPreprocessors(model);
        var (postprocessors, trimTo) = PipelineReader.ReadPostprocessors(model);
        var errorsBefore = root.ErrorCount;
        var describesItself = extension?.IsPresent("single_step") ?? false;
        var (state, action) = describesItself ? ([], []) : ReadRobot(hardware);
        var cameras = ReadCameras(hardware);
        var namesAreSound = root.ErrorCount == errorsBefore;
        CheckFeatures(preprocessors, postprocessors, cameras, root);

        var manifest = new PolicyManifest
        {
            Name = name,
            Model = artifact.Path,
            ModelField = artifact.Field,
            ChunkSize = chunkSize,
            ActionSteps = actionSteps,
            ActionStepsField = stepsField,
            TrimTo = trimTo,
            Preprocessors = preprocessors,
            Postprocessors = postprocessors,
            StateOrder = state,
            ActionOrder = action,
            Cameras = cameras,
            ObservationSteps = observationSteps,
            ObservationStepsField = model.Path == "$" ? "n_obs_steps" : $"{model.Path}.n_obs_steps",
            RobotField = hardware.Child("robots") is { } robots ? $"{robots.Path}[0]" : "robots[0]",
            NamesAreSound = namesAreSound,
            JointNames = new Dictionary<string, string>(),
        };
        return extension is { } own ? ReadExtension(own, manifest) : manifest;
    }

    /// <summary>The group if one of its sections stands in it, else the root.</summary>
    private static JsonCursor Section(JsonCursor root, string group, params string[] sections) =>
        root.Object(group) is { } section && sections.Any(section.IsPresent) ? section : root;

    private static (string? Path, string Field) ReadArtifact(JsonCursor model)
    {
        if (model.Object("artifacts", required: true) is not { } artifacts)
            return (null, "artifacts");

        foreach (var key in (string[])["onnx", "model"])
            if (artifacts.IsPresent(key))
                return (artifacts.String(key), key == "onnx" ? artifacts.Path + ".onnx" : artifacts.Path + ".model");

        artifacts.FailAt("onnx", "the name of an ONNX file", "nothing");
        return (null, artifacts.Path + ".onnx");
    }

    private static (int? ChunkSize, int? ActionSteps, string StepsField) ReadRunner(JsonCursor model)
    {
        if (model.Child("runner") is not { } runner || ComponentType.Read(runner, ComponentType.Runners) is not { } component)
            return (null, null, "runner");

        var parameters = component.Parameters;
        if (component.Type == ComponentType.SinglePass)
        {
            parameters.RejectUnknown("type");
            return (null, null, parameters.Path);
        }

        parameters.RejectUnknown("type", "chunk_size", "n_action_steps", "runner");
        if (parameters.Child("runner") is { } inner)
            ComponentType.Read(inner, [ComponentType.SinglePass]);
        return (
            parameters.Int("chunk_size", 1, MaxChunk),
            parameters.Int("n_action_steps", 1, MaxChunk),
            parameters.Path + ".n_action_steps");
    }

    private static (IReadOnlyList<string> State, IReadOnlyList<string> Action) ReadRobot(JsonCursor hardware)
    {
        var robots = hardware.Items("robots");
        if (robots.Count != 1)
        {
            hardware.FailAt("robots", "exactly one robot", $"{robots.Count}");
            return ([], []);
        }

        return (ReadVector(robots[0], "state"), ReadVector(robots[0], "action"));
    }

    private static IReadOnlyList<string> ReadVector(JsonCursor robot, string name)
    {
        if (robot.Object(name, required: true) is not { } vector)
            return [];

        vector.OneOf("dtype", ["float32"]);
        var order = vector.Strings("order");
        if (order.Count == 0)
        {
            // Joints are bound by name; without names nobody can tell which number moves which joint.
            vector.FailAt("order", "the names of the joints", "nothing");
            return order;
        }

        if (vector.Dimensions("shape") is { } shape && (shape.Count != 1 || shape[0] != order.Count))
            vector.FailAt("shape", $"[{order.Count}], as many as there are names in order", ErrorText.Shape([.. shape.Select(d => (long)d)]));
        return order;
    }

    private static IReadOnlyList<ManifestCamera> ReadCameras(JsonCursor hardware)
    {
        const int maxDimension = 8192;
        var cameras = new List<ManifestCamera>();
        foreach (var camera in hardware.Items("cameras"))
        {
            if (camera.String("name", required: true) is not { } name)
                continue;

            if (cameras.Any(c => c.Name == name))
                camera.FailAt("name", "a name that no other camera has", ErrorText.Quote(name));
            var unitRange = camera.OneOf("dtype", ["uint8", "float32"]) == "float32";
            var shape = camera.Dimensions("shape") ?? [];
            if (shape.Count > 0 && (shape.Count != 3 || shape[0] is not (1 or 3) || shape[1] > maxDimension || shape[2] > maxDimension))
            {
                camera.FailAt(
                    "shape",
                    $"[channels, height, width] with 1 or 3 channels and at most {maxDimension} pixels a side",
                    ErrorText.Shape([.. shape.Select(d => (long)d)]));
                shape = [];
            }

            cameras.Add(shape.Count == 0
                ? new ManifestCamera(name, 3, 0, 0, camera.Path, unitRange)
                : new ManifestCamera(name, shape[0], shape[2], shape[1], camera.Path, unitRange));
        }

        return cameras;
    }

    private static void CheckFeatures(
        IReadOnlyList<PipelineStep> before, IReadOnlyList<PipelineStep> after, IReadOnlyList<ManifestCamera> cameras, JsonCursor root)
    {
        var images = cameras.Select(c => FeatureNames.Image(c.Name)).ToArray();
        foreach (var step in before)
            CheckFeatures(step, step is NormalizeStep ? [.. images, FeatureNames.State] : images, root);
        foreach (var step in after)
            CheckFeatures(step, [FeatureNames.Action], root);
    }

    private static void CheckFeatures(PipelineStep step, IReadOnlyList<string> known, JsonCursor root)
    {
        foreach (var feature in step.Features)
            if (!known.Any(k => FeatureNames.Means(feature, k)))
                root.FailAt($"{step.Field}.features", $"one of {string.Join(", ", known)}", ErrorText.Quote(feature));
    }

    private static PolicyManifest ReadExtension(JsonCursor extension, PolicyManifest manifest)
    {
        extension.RejectUnknown(
            ["action", "executor", "task", "joints", "units", "graphs", "sampler", "single_step", "cameras", "goals", "candidates", "spline", FailureReader.Section, .. RolesReader.Sections]);
        manifest = RolesReader.Read(extension, GraphRolesReader.Read(extension, manifest));
        manifest = manifest with { Spline = SplineReader.Read(extension, manifest) };
        var errorsBefore = extension.ErrorCount;
        manifest = manifest with { JointNames = ReadJoints(extension, manifest) };
        manifest = manifest with
        {
            NamesAreSound = manifest.NamesAreSound && extension.ErrorCount == errorsBefore,
            Task = extension.String("task") ?? string.Empty,
        };

        manifest = ActionReader.Read(extension, manifest);
        manifest = CameraReader.Read(extension, manifest);
        manifest = ExecutorReader.Read(extension, manifest) with { Goals = GoalsReader.Read(extension), Failure = FailureReader.Read(extension) };

        if (manifest.Roles.Selector is not null && !(manifest.Goals?.Inputs ?? []).Any(i => i.Kind == TaskGoalKind.Text))
            extension.FailAt(SelectorReader.Section, "goals.accepts with text, in which primitives are told", "none");

        if (extension.Object("units") is { } units)
        {
            units.RejectUnknown("angle", "length");
            manifest = manifest with
            {
                AnglePerRad = units.OneOf("angle", ["rad", "deg"]) == "deg" ? 180 / Math.PI : 1,
                LengthPerMetre = units.OneOf("length", ["m", "mm"]) == "mm" ? 1000 : 1,
            };
        }

        return manifest;
    }

    private static Dictionary<string, string> ReadJoints(JsonCursor extension, PolicyManifest manifest)
    {
        var names = new Dictionary<string, string>();
        if (extension.Object("joints") is not { } joints)
            return names;

        foreach (var (policyName, value) in joints.Properties())
        {
            if (!extension.IsPresent("single_step") && !manifest.StateOrder.Contains(policyName) && !manifest.ActionOrder.Contains(policyName))
                value.Fail("a joint that state.order or action.order names", ErrorText.Quote(policyName));
            else if (joints.String(policyName) is { } robotName)
                names[policyName] = robotName;
        }

        return names;
    }
}
