using System.Text.Json.Nodes;
using RobotPolicy.Control.Execution;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;
using RobotPolicy.Server.Operations.Rollouts;
using RobotPolicy.Server.Telemetry.Tracing;
using GoalKind = RobotPolicy.Api.V1.GoalKind;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>
/// Loads ONNX packages for a robot. Each loaded policy has its own picture converter and its own inference thread, so that one can
/// be loaded while another one runs.
/// </summary>
public sealed class OnnxPolicySource : IPolicySource
{
    private readonly IRobotPort _port;
    private readonly IMonotonicClock _clock;
    private readonly PolicyLoaderSettings _settings;
    private readonly ObservationOptions _observations;
    private readonly ExecutorOptions _executor;
    private readonly CommandHistory _history;
    private readonly TimeProvider _time;
    private readonly LoadAttempts _attempts;
    private readonly bool _keepsRollouts;
    private readonly Recorder? _recorder;
    private readonly IInferenceSink? _chunks;
    private readonly ServiceTraces? _traces;
    private readonly Action? _loaded;

    /// <summary>Prepares loading.</summary>
    /// <param name="port">Where observations come from.</param>
    /// <param name="clock">The monotonic clock of all threads.</param>
    /// <param name="settings">How packages are loaded.</param>
    /// <param name="observations">How observations are aligned.</param>
    /// <param name="executor">How chunks are joined.</param>
    /// <param name="history">What the robot was commanded, for policies that look back to it.</param>
    /// <param name="time">Time of day, and pace of attempts.</param>
    /// <param name="keepsRollouts">Whether the calls of every policy are kept in memory, for whoever takes them at the end of a task.</param>
    /// <param name="recorder">Records inferences and goals; nobody unless told.</param>
    /// <param name="chunks">Shows chunks to spectators; nobody unless told.</param>
    /// <param name="traces">Where spans of inferences go; nowhere unless told.</param>
    /// <param name="loaded">Called on the loading thread when a package has been loaded; nobody unless told.</param>
    public OnnxPolicySource(
        IRobotPort port,
        IMonotonicClock clock,
        PolicyLoaderSettings settings,
        ObservationOptions observations,
        ExecutorOptions executor,
        CommandHistory history,
        TimeProvider time,
        bool keepsRollouts = false,
        Recorder? recorder = null,
        IInferenceSink? chunks = null,
        ServiceTraces? traces = null,
        Action? loaded = null)
    {
        (_recorder, _chunks, _traces, _loaded) = (recorder, chunks, traces, loaded);
        (_port, _clock, _settings) = (port, clock, settings);
        (_observations, _executor, _history, _time, _keepsRollouts) = (observations, executor, history, time, keepsRollouts);
        _attempts = new LoadAttempts(settings.Devices, time);
    }

    /// <inheritdoc/>
    public PolicyFacts Inspect(string folder)
    {
        var inspection = PolicyInspection.Of(folder, _port.Robot, _settings.Create(_settings.Devices[^1]));
        return new PolicyFacts
        {
            Problems = [.. inspection.Errors.Select(error => error.ToString())],
            Spec = inspection.Spec,
            HasHorizon = inspection.HasHorizon,
            Goals = GoalsOf(inspection.Spec),
            RequiresGoal = inspection.Spec?.RequiresGoal ?? false,
            SizeBytes = SizeOf(folder),
        };
    }

    /// <inheritdoc/>
    public Task<LoadedPolicy> LoadAsync(string folder, Action<LoadStep> progress, CancellationToken cancel) => Task.Run(
        () => _attempts.RunAsync(
            device => LoadThread.Run(_settings.EnterThread, () => Load(folder, device, progress)),
            warning => progress(LoadStep.CreatingSession with { Warning = warning }),
            cancel),
        cancel);

    private LoadedPolicy Load(string folder, string device, Action<LoadStep> progress)
    {
        progress(LoadStep.Reading);
        var images = new ImagePreprocessor();
        var goalImages = new ImagePreprocessor();
        OnnxPolicy? policy = null;
        try
        {
            var loaded = PolicyLoader.Load(folder, _port.Robot, images, _settings.Create(device, stage => progress(StepOf(stage))) with { GoalImages = goalImages });
            policy = loaded.Policy ?? throw new PolicyRefusedException([.. loaded.Errors.Select(error => error.ToString())]);
            if (loaded.DeviceWarning is { } warning)
                progress(LoadStep.CreatingSession with { Warning = warning });
            foreach (var doubt in loaded.MonitorWarnings)
                progress(LoadStep.CreatingSession with { Warning = doubt.ToString() });
            var binding = policy.Binding;
            LoopWarmUp.Run(_port.Robot, policy.Spec, _executor);
            var (hash, errors) = HashOf(folder, device);
            var rollouts = _keepsRollouts ? KeepRollouts(policy, hash, errors, progress) : null;
            var worker = new InferenceWorker(
                new InferenceRunner(policy, binding, _port, _observations, _clock, _history, policy.Monitor, SinkFor(folder, rollouts?.Collector)),
                _settings.EnterThread);
            var equipment = LoopEquipment.Create(policy.Spec, binding, worker, _port.Robot, _executor) with
            {
                Package = PolicyShelf.NameOf(folder),
                Scores = policy.Monitor?.Scores,
                Correction = policy.Correction is { } residual ? new PolicyCorrection(residual, residual.MaxResiduals) : null,
            };
            worker.Start();
            _recorder?.Note(LogEvents.Policy, equipment.Package, Describe(folder, device, policy, hash));
            var facts = new PolicyFacts
            {
                Problems = [],
                Spec = policy.Spec,
                HasHorizon = true,
                Goals = GoalsOf(policy.Spec),
                RequiresGoal = policy.Spec.RequiresGoal,
                SizeBytes = SizeOf(folder),
            };
            var kept = policy;
            _loaded?.Invoke();
            return new LoadedPolicy(facts, equipment, loaded.Device?.ToString() ?? device, () => Free(worker, kept, images, goalImages))
            {
                LoadedAt = _time.GetUtcNow(),
                Goals = kept.Spec.Goals.Count > 0 ? new PolicyGoals(kept, worker, equipment.Package, _recorder) : null,
                Rollouts = rollouts,
                Fault = () => new PolicyFault(worker.LastException, kept.MonitorError),
            };
        }
        catch
        {
            policy?.Dispose();
            images.Dispose();
            goalImages.Dispose();
            throw;
        }
    }

    /// <summary>Who sees every answer of a policy.</summary>
    private IInferenceSink? SinkFor(string folder, RolloutCollector? rollouts) =>
        InferenceSinks.Of(rollouts, _recorder, _chunks, _traces is null ? null : new InferenceSpans(_traces, PolicyShelf.NameOf(folder)));

    /// <summary>Reads every file of the package, so only where rollouts or a recording will carry the hash.</summary>
    private (string? Hash, List<PackageError> Errors) HashOf(string folder, string device)
    {
        var errors = new List<PackageError>();
        return (_keepsRollouts || _recorder is not null ? PackageHash.OfPolicy(folder, _settings.Create(device), errors) : null, errors);
    }

    private RolloutSource? KeepRollouts(OnnxPolicy policy, string? hash, List<PackageError> errors, Action<LoadStep> progress)
    {
        if (hash is not null)
            return new RolloutSource(
                new RolloutCollector(policy.Insight, policy.Spec.Horizon, _port.Robot.Joints.Count, maxBytes: RolloutSource.MaxBytes), policy.Spec.Name, hash);
        progress(LoadStep.CreatingSession with { Warning = $"its rollouts are not kept: {string.Join("; ", errors)}" });
        return null;
    }

    private static IReadOnlyList<GoalKind> GoalsOf(PolicySpec? spec) => [.. (spec?.Goals ?? []).Select(GoalReader.ToApi)];

    private static void Free(InferenceWorker worker, OnnxPolicy policy, ImagePreprocessor images, ImagePreprocessor goalImages)
    {
        policy.Cancel();
        worker.Dispose();

        // Native code may still run inside an abandoned inference; its memory is then left to the end of the process.
        if (worker.IsAbandoned)
            return;
        policy.Dispose();
        images.Dispose();
        goalImages.Dispose();
    }

    private static LoadStep StepOf(PolicyLoadStage stage) => stage switch
    {
        PolicyLoadStage.CreatingSession => LoadStep.CreatingSession,
        PolicyLoadStage.WarmingUp => LoadStep.WarmingUp,
        _ => LoadStep.Reading,
    };

    /// <summary>How a policy was loaded, for whoever replays the run: with the same files and options its noise is the same too.</summary>
    private string Describe(string folder, string device, OnnxPolicy policy, string? hash)
    {
        var options = _settings.Create(device);
        return new JsonObject
        {
            ["folder"] = Path.GetFullPath(folder),
            ["name"] = policy.Spec.Name,
            ["sha256"] = hash,
            ["monitor_sha256"] = policy.PackageSha256,
            ["device"] = device,
            ["threads"] = options.Graph.IntraOpThreads,
            ["noise_seed"] = options.NoiseSeed,
            ["action_interval_s"] = options.ActionInterval?.TotalSeconds,
            ["executor"] = policy.Spec.Executor.ToString(),
        }.ToJsonString();
    }

    private static long SizeOf(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
