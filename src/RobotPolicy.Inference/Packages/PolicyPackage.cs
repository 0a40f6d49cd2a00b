using System.Text.Json;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Goals.Tokenization;
using RobotPolicy.Inference.Normalization;
using RobotPolicy.Inference.Safetensors;
using RobotPolicy.Inference.SingleStep;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// A policy package on disk: a folder with <c>manifest.json</c> (format <c>policy_package</c>, version 1.x), an ONNX graph and
/// the statistics of its training data. Reading it validates everything that can be known without running the graph, and
/// nothing in it can name code to run or a file outside its folder. Immutable.
/// </summary>
public sealed class PolicyPackage
{
    private const long MaxManifestBytes = 1 << 20;
    private const long MaxStatisticsBytes = 64 << 20;
    private const long MaxTokenizerBytes = 64 << 20;
    private const long MaxModelBytes = int.MaxValue;

    private PolicyPackage(PackageFiles files, PolicyManifest manifest)
    {
        Files = files;
        Manifest = manifest;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder => Files.Folder;

    /// <summary>Name of the policy.</summary>
    public string Name => Manifest.Name;

    /// <summary>What the policy was trained to do, in words; empty where the package does not say.</summary>
    public string Task => Manifest.Task;

    /// <summary>What the package says about predicting its failures; <see langword="null"/> where it says nothing.</summary>
    public FailureSpec? Failure => Manifest.Failure;

    internal PolicyManifest Manifest { get; private set; }

    /// <summary>Files that the package names.</summary>
    internal PackageFiles Files { get; }

    /// <summary>The manifest as it stands; <see langword="null"/> for an ONNX file that describes itself.</summary>
    internal JsonElement? ManifestJson { get; private init; }

    /// <summary>Absolute paths of all graphs, those of failure scores among them.</summary>
    internal IEnumerable<string> AllGraphs =>
        new[] { ModelPath, DenoiserPath }.Concat(GraphPaths.Values).Concat((Failure?.Scores ?? []).Select(s => s.Graph is { } graph ? Files.Found.GetValueOrDefault(graph) : null)).OfType<string>();

    /// <summary>Absolute path of the graph; <see langword="null"/> only where there are errors.</summary>
    internal string? ModelPath { get; private set; }

    /// <summary>Absolute path of the denoiser; <see langword="null"/> where there is none, or where there are errors.</summary>
    internal string? DenoiserPath { get; private set; }

    /// <summary>Turns words into token ids; <see langword="null"/> where the package takes no words, or where there are errors.</summary>
    internal TokenizerFile? Tokenizer { get; private set; }

    /// <summary>Absolute paths of the other graphs, by what they are for; those with errors are left out.</summary>
    internal IReadOnlyDictionary<string, string> GraphPaths { get; private set; } = new Dictionary<string, string>();

    /// <summary>Bounds of a spline's control points; <see langword="null"/> where there are none, or where there are errors.</summary>
    internal StatisticsTable? SplineBounds { get; private set; }

    internal IReadOnlyList<CameraInput> Cameras { get; private set; } = [];

    internal AffineNormalizer StateNormalizer { get; private set; } = AffineNormalizer.Identity(0);

    internal AffineNormalizer ActionNormalizer { get; private set; } = AffineNormalizer.Identity(0);

    /// <summary>Reads and validates a package.</summary>
    /// <param name="folder">Folder that holds <c>manifest.json</c>, or an ONNX file that describes itself, or such a file.</param>
    /// <param name="errors">Receives everything that is wrong with it; nothing is added where it is sound.</param>
    /// <returns>The package, or <see langword="null"/> if there are errors.</returns>
    public static PolicyPackage? Load(string folder, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var package = Read(folder, errors);
        return errors.Count == before ? package : null;
    }

    /// <summary>As <see cref="Load"/>, but also returns what is left of a package with errors, so that more of them can be found.</summary>
    /// <param name="folder">Folder that holds <c>manifest.json</c>.</param>
    /// <param name="errors">Receives everything that is wrong with it.</param>
    /// <param name="executor">Section that takes the place of the manifest's <c>x-robotpolicy.executor</c>, or <see langword="null"/>.</param>
    /// <param name="policyOnly">Whether the scores that judge the policy are left out, and with them the files that they name.</param>
    internal static PolicyPackage? Read(string folder, ICollection<PackageError> errors, string? executor = null, bool policyOnly = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (GraphOnly(folder) is { } graphFile && (File.Exists(folder) || DescribesItself(graphFile)))
            return ReadGraphOnly(graphFile, errors);

        var files = new PackageFiles(folder);
        var path = files.Find(ManifestReader.FileName, ManifestReader.FileName, "$", MaxManifestBytes, errors);
        if (path is null || ReadBytes(path, ManifestReader.FileName, errors) is not { } bytes)
            return null;

        if (policyOnly)
            bytes = FailureReader.WithoutScores(bytes);
        if (JsonFile.Parse(bytes, ManifestReader.FileName, "$", errors) is not { } root)
            return null;

        var read = ManifestReader.Read(root);
        var package = new PolicyPackage(files, executor is null ? read : ExecutorReader.Override(executor, read, errors)) { ManifestJson = root.Element };
        var manifest = package.Manifest;
        if (manifest.Model is not null)
            package.ModelPath = files.Find(manifest.Model, ManifestReader.FileName, manifest.ModelField, MaxModelBytes, errors);

        if (manifest.Denoiser is not null)
            package.DenoiserPath = files.Find(manifest.Denoiser, ManifestReader.FileName, "x-robotpolicy.graphs.denoiser", MaxModelBytes, errors);

        foreach (var score in manifest.Failure?.Scores ?? [])
        {
            if (score.Graph is { } scored)
                files.Find(scored, ManifestReader.FileName, score.Field + ".graph", MaxModelBytes, errors);
            if (score.Parameters is { } parameters)
                files.Find(parameters, ManifestReader.FileName, score.Field + ".parameters", MaxStatisticsBytes, errors);
        }

        if (root.Object("x-robotpolicy")?.Object("single_step") is { } singleStep)
        {
            package.Describe(errors, singleStep);
            return package;
        }

        foreach (var input in manifest.Goals?.Inputs ?? [])
            if (input.Tokenizer is { } tokenizer)
                package.Tokenizer = ReadTokenizer(tokenizer, input.Field + ".tokenizer", files, errors);

        var graphs = new Dictionary<string, string>();
        foreach (var graph in manifest.Graphs)
            if (files.Find(graph.File, ManifestReader.FileName, graph.Field, MaxModelBytes, errors) is { } file)
                graphs[graph.Role] = file;
        package.GraphPaths = graphs;

        var statistics = new Dictionary<NormalizeStep, StatisticsTable>(ReferenceEqualityComparer.Instance);
        var artifacts = new Dictionary<string, StatisticsTable?>();
        foreach (var step in manifest.Preprocessors.OfType<NormalizeStep>().Concat(manifest.Postprocessors))
            if (ReadStatistics(step, files, artifacts, errors) is { } table)
                statistics.Add(step, table);

        if (manifest.Spline?.Bounds is { } bounds)
            package.SplineBounds = ReadStatistics(bounds, SplineReader.Field + ".bounds", files, errors);

        var pipeline = new PipelineBuilder(manifest, statistics, errors);
        package.StateNormalizer = pipeline.BuildState();
        package.ActionNormalizer = pipeline.BuildAction();
        package.Cameras = pipeline.BuildCameras();
        return package;
    }

    private static TokenizerFile? ReadTokenizer(string name, string field, PackageFiles files, ICollection<PackageError> errors)
    {
        var path = files.Find(name, ManifestReader.FileName, field, MaxTokenizerBytes, errors);
        return path is not null && ReadBytes(path, name, errors) is { } bytes ? TokenizerFile.Read(bytes, name, errors) : null;
    }

    /// <summary>Whether a folder looks like a package: it has a manifest, or a single ONNX file that may describe itself.</summary>
    public static bool IsPackage(string folder) => File.Exists(Path.Combine(folder, ManifestReader.FileName)) || GraphOnly(folder) is not null;

    /// <summary>The ONNX file where a path is one, or a folder that has one and no manifest.</summary>
    private static string? GraphOnly(string path)
    {
        try
        {
            if (File.Exists(path))
                return path.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? path : null;
            if (!Directory.Exists(path) || File.Exists(Path.Combine(path, ManifestReader.FileName)))
                return null;
            var graphs = Directory.EnumerateFiles(path, "*.onnx").Take(2).ToArray();
            return graphs.Length == 1 ? graphs[0] : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether a graph has metadata; one without is rather a package whose manifest is missing.</summary>
    private static bool DescribesItself(string graph) =>
        ReadBytes(graph, graph, []) is { } bytes && OnnxMetadata.Read(bytes, graph, []) is { Count: > 0 };

    private static PolicyPackage ReadGraphOnly(string graph, ICollection<PackageError> errors)
    {
        var files = new PackageFiles(Path.GetDirectoryName(Path.GetFullPath(graph))!);
        var name = Path.GetFileName(graph);
        var package = new PolicyPackage(files, new PolicyManifest
        {
            Name = Path.GetFileNameWithoutExtension(graph),
            Model = name,
            DescribedBy = name,
            ModelField = "$",
            ActionStepsField = "$",
            Preprocessors = [],
            Postprocessors = [],
            StateOrder = [],
            ActionOrder = [],
            Cameras = [],
            NamesAreSound = false,
            JointNames = new Dictionary<string, string>(),
        });
        package.ModelPath = files.Find(name, name, "$", MaxModelBytes, errors);
        package.Describe(errors, null);
        return package;
    }

    /// <summary>Fills in what the graph of a single-step policy says about itself.</summary>
    private void Describe(ICollection<PackageError> errors, JsonCursor? overrides)
    {
        var file = Manifest.Model ?? ManifestReader.FileName;
        var text = new MetadataText(file, errors);
        if (overrides is { } stated)
            text.AddManifest(stated);
        if (ModelPath is not null && ReadBytes(ModelPath, file, errors) is { } bytes && OnnxMetadata.Read(bytes, file, errors) is { } metadata)
            text.AddGraph(metadata);
        Manifest = SingleStepReader.Complete(Manifest, text);
        ActionNormalizer = AffineNormalizer.Of(Manifest.SingleStep!.ActionDefaults, Manifest.SingleStep.ActionScale);
    }

    /// <summary>Steps mostly share one file; it is read, and its faults are reported, once.</summary>
    private static StatisticsTable? ReadStatistics(
        NormalizeStep step, PackageFiles files, Dictionary<string, StatisticsTable?> artifacts, ICollection<PackageError> errors)
    {
        if (step.Inline is not null)
            return StatisticsTable.FromManifest(step.Inline);

        if (step.Artifact is null)
            return null;

        if (!artifacts.TryGetValue(step.Artifact, out var table))
        {
            table = ReadStatistics(step.Artifact, $"{step.Field}.artifact", files, errors);
            artifacts.Add(step.Artifact, table);
        }

        return table;
    }

    private static StatisticsTable? ReadStatistics(string artifact, string field, PackageFiles files, ICollection<PackageError> errors)
    {
        var path = files.Find(artifact, ManifestReader.FileName, field, MaxStatisticsBytes, errors);
        if (path is null || ReadBytes(path, artifact, errors) is not { } bytes)
            return null;

        return SafetensorsFile.Parse(bytes, artifact, errors) is { } file ? StatisticsTable.FromFile(file, artifact) : null;
    }

    private static byte[]? ReadBytes(string path, string name, ICollection<PackageError> errors)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PackageError { File = name, Field = "$", Expected = "a readable file", Actual = ErrorText.Clean(e.Message) });
            return null;
        }
    }
}
