using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Replay;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Replay;

/// <summary>
/// Loads the packages of a recording with the options that they were loaded with, each once; or whatever package is found in their place.
/// One thread.
/// </summary>
/// <param name="robot">The robot that they are bound to.</param>
/// <param name="find">
/// Folder of a package, by its name and by the folder that the recording says that it was in, which may be empty or anything;
/// <see langword="null"/> where it is not there.
/// </param>
/// <param name="images">Makes what turns pictures into tensors; disposed with the policies where it can be.</param>
/// <param name="options">How packages are loaded, as far as the recording does not say it; the defaults where it is <see langword="null"/>.</param>
public sealed class PackagePolicies(
    RobotDescription robot, Func<string, string, string?> find, Func<IImagePreprocessor> images, PolicyLoaderOptions? options = null)
    : IReplayPolicies, IDisposable
{
    private const int MaxThreads = 1024;
    private const double MaxIntervalSeconds = 3600;

    private readonly Dictionary<string, (OnnxPolicy Policy, ReplayPolicy Replay)> _loaded = [];
    private readonly List<IImagePreprocessor> _images = [];
    private ReplayPolicy? _newest;

    /// <summary>Whether the calls of each policy are kept, for whoever takes them at the end of a task.</summary>
    public bool KeepsCalls { get; init; }

    /// <summary>What to do where a package is not there, as the end of a sentence.</summary>
    public string Advice { get; init; } = "put it into a folder of packages, or choose another package";

    /// <summary>Told which package is about to be loaded, on the loading thread.</summary>
    public Action<string>? Loading { get; init; }

    /// <summary>The policy that was loaded last, and where its calls are kept.</summary>
    public (ReplayPolicy Policy, RolloutCollector Calls)? Newest => _newest is { Sink: RolloutCollector calls } ? (_newest, calls) : null;

    /// <inheritdoc/>
    public ReplayPolicy? Load(string package, string loaded, out string problem)
    {
        problem = "";
        var facts = EventData.Of(loaded);
        if (find(package, facts.Text("folder")) is not { } folder)
        {
            problem = $"package '{package}' is not there: {Advice}";
            return null;
        }

        if (_loaded.TryGetValue(folder, out var known))
            return _newest = known.Replay;
        Loading?.Invoke(Path.GetFileName(folder));
        var (pictures, goalPictures) = (images(), images());
        _images.AddRange([pictures, goalPictures]);
        var basis = options ?? new PolicyLoaderOptions();
        var loading = basis with
        {
            Graph = basis.Graph with { IntraOpThreads = facts.Real("threads") is { } threads and >= 0 and <= MaxThreads ? (int)threads : 1 },
            NoiseSeed = facts.Unsigned("noise_seed"),
            ActionInterval = facts.Real("action_interval_s") is { } seconds and > 0 and < MaxIntervalSeconds ? TimeSpan.FromSeconds(seconds) : basis.ActionInterval,
            GoalImages = goalPictures,
            TimeProvider = StandingTime.Instance,
        };
        var result = PolicyLoader.Load(folder, robot, pictures, loading);
        if (result.Policy is not { } policy)
        {
            problem = $"package '{folder}' does not load: {string.Join("; ", result.Errors)}";
            return null;
        }

        var replay = Describe(folder, policy, PackageHash.OfPolicy(folder, loading, new List<PackageError>()) ?? "", facts);
        _loaded[folder] = (policy, replay);
        return _newest = replay;
    }

    /// <summary>Frees the policies.</summary>
    public void Dispose()
    {
        foreach (var (policy, _) in _loaded.Values)
            policy.Dispose();
        foreach (var pictures in _images.OfType<IDisposable>())
            pictures.Dispose();
    }

    private ReplayPolicy Describe(string folder, OnnxPolicy policy, string hash, EventData facts) => new(Path.GetFileName(folder), policy, policy.Binding)
    {
        Monitor = policy.Monitor,
        Scores = policy.Monitor?.Scores,
        Correction = policy.Correction is { } residual ? new PolicyCorrection(residual, residual.MaxResiduals) : null,
        Hash = hash,
        Sink = KeepsCalls ? new RolloutCollector(policy.Insight, policy.Spec.Horizon, robot.Joints.Count) : null,
        IsRecorded = facts.Text("sha256") == hash && facts.Text("monitor_sha256") == (policy.PackageSha256 ?? ""),
    };
}
