using System.Globalization;
using System.Security.Cryptography;
using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Models;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Inference.Sampling;

namespace RobotPolicy.Inference.Reports;

/// <summary>
/// Looks at a package without a robot: reads it, opens its graphs on the processor, compares them with the manifest, and runs the
/// model once on zeros. Set-up only; takes as long as loading.
/// </summary>
public static class PackageReporter
{
    private const int MaxFiles = 1000;

    /// <summary>Reports on a package.</summary>
    /// <param name="path">Package folder, or an ONNX file that describes itself.</param>
    /// <param name="robot">Robot to compare it with; <see langword="null"/> leaves that out.</param>
    /// <param name="options">How it would be loaded.</param>
    public static PackageReport Of(string path, RobotDescription? robot, PolicyLoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var full = Path.GetFullPath(path);
        var errors = new List<PackageError>();
        var files = Files(full, errors);
        var graphs = files.Where(file => file.Name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase))
            .Select(file => Graph(full, file.Name, options)).OfType<ReportedGraph>().ToArray();
        if (PolicyPackage.Read(full, errors) is not { } package)
            return new PackageReport { Path = full, Files = files, Graphs = graphs, Problems = errors };

        var (chunk, runTime, monitor) = Try(package, options, errors);
        var spec = PolicyLoader.CreateSpec(package, chunk, options, errors);
        if (robot is not null)
            RobotFit.Bind(package, spec, robot, errors);
        var manifest = package.Manifest;
        return new PackageReport
        {
            Path = full,
            Task = package.Task,
            Spec = spec,
            Actions = Actions(manifest.ActionFormat),
            Goals = string.Join(", ", spec.Goals.Select(goal => goal.ToString().ToLowerInvariant())) + (spec.RequiresGoal ? " (one is needed)" : string.Empty),
            Sampler = manifest.Sampler is { } sampler ? Words(sampler) : string.Empty,
            State = manifest.SingleStep?.Layout ?? string.Empty,
            Cameras = [.. package.Cameras.Select(Camera)],
            Files = files,
            Graphs = graphs,
            Ranges =
            [
                .. manifest.SingleStep is null ? Ranges("state", manifest.StateOrder, package.StateNormalizer, manifest) : [],
                .. Ranges("action", manifest.ActionOrder, package.ActionNormalizer, manifest),
            ],
            RunTime = runTime,
            Monitor = monitor,
            Problems = errors,
        };
    }

    /// <summary>Opens and runs the model; a graph that cannot run is a problem like any other.</summary>
    private static (int? Chunk, TimeSpan? RunTime, ReportedMonitor? Monitor) Try(PolicyPackage package, PolicyLoaderOptions options, List<PackageError> errors)
    {
        if (ModelLoader.Open(package, options, errors) is not { } opened)
            return (null, null, null);
        using var owner = opened;
        var model = opened.Model;
        var start = options.TimeProvider.GetTimestamp();
        var status = model.Run(0);
        if (status is not (PolicyStatus.Ok or PolicyStatus.NonFiniteOutput))
            errors.Add(new PackageError
            {
                File = package.Manifest.Model!,
                Field = "graph",
                Expected = "a model that runs",
                Actual = model.LastError is { } reason ? $"{status}: {reason}" : $"{status}",
            });
        var runTime = options.TimeProvider.GetElapsedTime(start);
        var doubts = new List<PackageError>();
        using var monitor = errors.Count > 0 ? null : FailureLoader.Load(package, model, options, errors, doubts);
        return (model.ChunkSize, runTime, monitor is null ? null : MonitorReporter.Of(monitor, doubts));
    }

    private static List<ReportedFile> Files(string path, List<PackageError> errors)
    {
        var files = new List<ReportedFile>();
        try
        {
            var isFile = File.Exists(path);
            var folder = isFile ? Path.GetDirectoryName(path)! : path;
            var found = isFile ? [path] : Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(MaxFiles);
            foreach (var file in found)
            {
                using var stream = File.OpenRead(file);
                files.Add(new ReportedFile(Path.GetRelativePath(folder, file), stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream))));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PackageError { File = ErrorText.Clean(path, 300), Field = "$", Expected = "a readable package", Actual = ErrorText.Clean(e.Message, 300) });
        }

        return files;
    }

    /// <summary>What a graph declares; what is wrong with it is said when the package is opened.</summary>
    private static ReportedGraph? Graph(string path, string name, PolicyLoaderOptions options)
    {
        var file = File.Exists(path) ? path : Path.Combine(path, name);
        using var graph = OnnxGraph.Open(file, name, options.Graph, new List<PackageError>());
        return graph is null ? null : new ReportedGraph(name, graph.Inputs, graph.Outputs);
    }

    private static IEnumerable<ReportedRange> Ranges(
        string vector, IReadOnlyList<string> order, Normalization.AffineNormalizer normalizer, PolicyManifest manifest) =>
        order.Count != normalizer.Offset.Length ? [] : order.Select((joint, i) => new ReportedRange(
            vector, joint, manifest.RobotJoint(joint), normalizer.Offset[i] - normalizer.Gain[i], normalizer.Offset[i] + normalizer.Gain[i]));

    private static string Actions(ActionFormat format)
    {
        var text = format.Representation.ToString().ToLowerInvariant();
        var absolute = format.AbsoluteJoints.Concat(format.BinaryJoints.Select(joint => joint.Name)).Distinct().ToArray();
        if (format.Representation != ActionRepresentation.Absolute && absolute.Length > 0)
            text += $", but absolute for {string.Join(", ", absolute)}";
        if (format.BinaryJoints.Count > 0)
            text += $"; two positions for {string.Join(", ", format.BinaryJoints.Select(joint => joint.Name))}";
        return format.First > 0 ? $"{text}; action {format.First} stands at the observation's time" : text;
    }

    private static string Words(SamplerSpec sampler) => sampler.GetType().Name.Replace("Spec", string.Empty, StringComparison.Ordinal)
        + (sampler.IsGuided ? string.Create(CultureInfo.InvariantCulture, $", guidance {sampler.GuidanceScale}") : string.Empty);

    private static string Camera(CameraInput input)
    {
        var camera = input.Camera;
        var size = camera.Width > 0 ? $" {camera.Width}×{camera.Height}" : string.Empty;
        var resize = input.Plan.Resize is { } r ? $" → {r.Width}×{r.Height} ({r.Filter.ToString().ToLowerInvariant()}{(input.Plan.ScaledDecode ? ", JPEG decoded scaled" : string.Empty)})" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{camera.RobotName}:{size}{resize}, {(camera.Channels == 1 ? "grey" : camera.BgrOrder ? "bgr" : "rgb")}, 0…{input.Plan.Scale * 255:g4}, mean {string.Join(' ', input.Mean.Select(v => v.ToString("g4", CultureInfo.InvariantCulture)))}, std {string.Join(' ', input.Std.Select(v => v.ToString("g4", CultureInfo.InvariantCulture)))}");
    }
}
