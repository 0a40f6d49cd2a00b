using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Failure.Rollouts;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>One simulator and one copy of a policy, so that several episodes run side by side. One thread.</summary>
internal sealed class FailureWorker : IDisposable
{
    /// <summary>Virtual time that an inference takes: about what the sampled policies need with all their samples.</summary>
    public static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// Virtual time for which a policy goes on after it has succeeded, where its rollout is kept: a task ends a moment later than its
    /// success, and what is seen then must not be news to the monitor.
    /// </summary>
    public static readonly TimeSpan Linger = TimeSpan.FromSeconds(1.5);

    private readonly ImagePreprocessor _images = new();
    private readonly ImagePreprocessor _goalImages = new();
    private readonly SimulatorGym _gym;
    private readonly HardwareProfile _profile;
    private readonly string _profileFile;
    private readonly string _package;
    private readonly PolicyLoaderOptions _loading;
    private readonly RobotDescription _robot;
    private readonly string? _policyHash;

    /// <summary>Starts a simulator and loads a package.</summary>
    /// <param name="setup">Where programs and profiles are.</param>
    /// <param name="package">Package folder.</param>
    /// <param name="withMonitor">Whether the package's monitor looks on.</param>
    /// <exception cref="CampaignException">The profile or the package is broken, or the simulator did not start.</exception>
    public FailureWorker(CampaignSetup setup, string package, bool withMonitor = true)
    {
        _profile = setup.LoadProfile();
        (_robot, _profileFile, _package) = (_profile.Robot, setup.Hardware, package);
        var options = _loading = new PolicyLoaderOptions { WithoutMonitor = !withMonitor, GoalImages = _goalImages };
        var broken = new List<PackageError>();
        _policyHash = PackageHash.OfPolicy(package, options, broken);
        var loaded = PolicyLoader.Load(package, _robot, _images, options);
        if (_policyHash is null || loaded.Policy is not { } policy)
        {
            _images.Dispose();
            _goalImages.Dispose();
            throw new CampaignException(string.Join(Environment.NewLine, [.. broken, .. loaded.Errors]));
        }

        Policy = policy;
        var simulator = setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator");
        _gym = policy.Spec.RequiresGoal ? SimulatorGym.OfScene(simulator, DiscGoals.Scene) : new SimulatorGym(simulator);
    }

    /// <summary>The policy.</summary>
    public OnnxPolicy Policy { get; }

    /// <summary>The simulated arm as its hardware profile states it.</summary>
    public RobotDescription Robot => _robot;

    /// <summary>Runs one episode.</summary>
    /// <param name="scenario">What is different.</param>
    /// <param name="seed">Seed of the scene.</param>
    /// <param name="timeout">Virtual time after which it has failed.</param>
    /// <param name="keep">Whether to keep what scores look at.</param>
    /// <param name="habits">The expert beside the robot; <see langword="null"/> for nobody.</param>
    /// <param name="reaction">What the loop does about the monitor's reports.</param>
    /// <param name="runs">Folder that receives a recording of the episode; none unless told.</param>
    public FailureEpisode Run(
        Scenario scenario,
        int seed,
        TimeSpan timeout,
        bool keep = false,
        ExpertHabits? habits = null,
        FailureReaction? reaction = null,
        string? runs = null)
    {
        _gym.Perturb(scenario.Name, scenario.Strength, seed);
        var collector = keep ? new RolloutCollector(Policy.Insight, Policy.Spec.Horizon, _robot.Joints.Count) : null;
        var log = new ReportLog(collector);
        ExpertOperator? expert = null;

        // A policy that takes goals is told one of the discs in words; discs take turns.
        var disc = Policy.Spec.RequiresGoal ? seed % DiscGoals.DiscCount : 0;
        var (clock, control) = (new VirtualClock(), new ControlLoopOptions());
        using var recording = runs is null ? null : new VirtualRecording(runs, _profile, _profileFile, clock, control.RateHz, _package);
        using IVirtualRobot arm = recording is null
            ? new SimulatedRobotPort(_gym, _robot, clock, new CameraOptions())
            : new VirtualRosRobot(_gym, _profile, clock, new CameraOptions(), recording.Wrap, recording.Recorder);
        recording?.Start(Policy, _loading);
        var result = VirtualEpisode.Run(
            arm,
            Policy,
            Policy.Spec,
            new VirtualEpisodeOptions
            {
                Latency = new InferenceLatency(Latency),
                Control = control,
                Recording = recording,
                Goal = Policy.Spec.RequiresGoal ? Prepare(DiscGoals.Sentence(disc, seed)) : null,
                Disc = disc,
                Monitor = Policy.Monitor,
                Sink = log,
                Reaction = reaction ?? FailureReaction.Inform,
                Operator = habits is null ? null : scene => expert = new ExpertOperator(scene, habits, _robot.Cameras.Count),
                Timeout = timeout,
                Linger = keep ? Linger : TimeSpan.Zero,
            },
            seed);
        recording?.Dispose();
        if (recording?.Recorder.Status.DroppedCount > 0)
            throw new CampaignException($"{recording.Recorder.Status.DroppedCount} messages are missing from {recording.Bag}");
        return new FailureEpisode
        {
            Bag = recording?.Bag,
            Scenario = scenario,
            Seed = seed,
            Succeeded = result.Success,
            Seconds = result.Seconds,
            Rollout = collector?.Take(new RolloutInfo
            {
                Outcome = result.Success ? RolloutOutcome.Success : RolloutOutcome.Failure,
                Package = Policy.Spec.Name,
                PackageHash = _policyHash!,
                Seed = seed,
                Perturbation = scenario.IsNominal ? null : scenario.Name,
            }),
            Reports = log.Reports,
            Takeovers = expert?.Takeovers ?? 0,
            DrivingSeconds = expert?.DrivingSeconds ?? 0,
            AttentionSeconds = expert?.AttentionSeconds ?? 0,
        };
    }

    private PreparedGoal Prepare(string sentence)
    {
        var problems = new List<string>();
        return Policy.PrepareGoal(new TextGoal(sentence), problems) ?? throw new CampaignException(string.Join("; ", problems));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Policy.Dispose();
        _images.Dispose();
        _goalImages.Dispose();
        _gym.Dispose();
    }
}
