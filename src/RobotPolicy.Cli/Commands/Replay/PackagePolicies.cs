using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Replay;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>
/// Loads the packages of a recording from where they were, or from folders that are named, with the options that they were loaded with;
/// or another package in place of all of them.
/// </summary>
/// <param name="robot">The robot that they are bound to.</param>
/// <param name="folders">Folders with packages, looked through before the place that the recording names.</param>
/// <param name="instead">Folder of the package that is replayed instead; <see langword="null"/> for the recorded ones.</param>
/// <param name="executor">Executor in place of the package's own, as a manifest states it; <see langword="null"/> for the package's.</param>
internal sealed class PackagePolicies(RobotDescription robot, IReadOnlyList<string> folders, string? instead = null, string? executor = null)
    : IReplayPolicies, IDisposable
{
    private readonly Dictionary<string, (OnnxPolicy Policy, ReplayPolicy Replay)> _loaded = [];
    private ReplayPolicy? _newest;
    private readonly List<ImagePreprocessor> _images = [];

    /// <summary>Whether the calls of each policy are kept, for whoever takes them at the end of a task.</summary>
    public bool KeepsCalls { get; init; }

    /// <summary>The policy that was loaded last, and where its calls are kept.</summary>
    public (ReplayPolicy Policy, RolloutCollector Calls)? Newest => _newest is { Observer: RolloutCollector calls } ? (_newest, calls) : null;

    public ReplayPolicy? Load(string package, string loaded, out string problem)
    {
        problem = "";
        var facts = EventData.Of(loaded);
        if (FindFolder(package, facts.Text("folder")) is not { } folder)
        {
            problem = $"package '{package}' is not there: name the folder that holds it by --policies, or another package by --policy";
            return null;
        }

        if (_loaded.TryGetValue(folder, out var known))
            return _newest = known.Replay;
        var images = new ImagePreprocessor();
        var goalImages = new ImagePreprocessor();
        _images.AddRange([images, goalImages]);
        var options = new PolicyLoaderOptions
        {
            Graph = new OnnxGraphOptions { IntraOpThreads = facts.Real("threads") is { } threads and >= 0 and <= MaxThreads ? (int)threads : 1 },
            NoiseSeed = facts.Unsigned("noise_seed"),
            ActionInterval = facts.Real("action_interval_s") is { } seconds and > 0 and < MaxIntervalSeconds ? TimeSpan.FromSeconds(seconds) : null,
            Executor = executor,
            GoalImages = goalImages,
        };
        var result = PolicyLoader.Load(folder, robot, images, options);
        if (result.Policy is not { } policy)
        {
            problem = $"package '{folder}' does not load: {string.Join("; ", result.Errors)}";
            return null;
        }

        var hash = PackageHash.OfPolicy(folder, options, new List<PackageError>()) ?? "";
        var replay = new ReplayPolicy(Path.GetFileName(folder), policy, policy.Binding)
        {
            Monitor = policy.Monitor,
            Scores = policy.Monitor?.Scores,
            Correction = policy.Correction is { } residual ? new PolicyCorrection(residual, residual.MaxResiduals) : null,
            Hash = hash,
            Observer = KeepsCalls ? new RolloutCollector(policy.Insight, policy.Spec.Horizon, robot.Joints.Count) : null,
            IsRecorded = facts.Text("sha256") == hash && facts.Text("monitor_sha256") == (policy.PackageSha256 ?? ""),
        };
        _loaded[folder] = (policy, replay);
        return _newest = replay;
    }

    public void Dispose()
    {
        foreach (var (policy, _) in _loaded.Values)
            policy.Dispose();
        foreach (var images in _images)
            images.Dispose();
    }

    private string? FindFolder(string package, string recorded) => instead is not null
        ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(instead))
        : PackageFolders.Find(folders, package, recorded);

    private const int MaxThreads = 1024;
    private const double MaxIntervalSeconds = 3600;
}
