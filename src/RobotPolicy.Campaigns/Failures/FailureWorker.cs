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
    private readonly RobotDescription _robot;
    private readonly string? _policyHash;

    /// <summary>Starts a simulator and loads a package.</summary>
    /// <param name="setup">Where programs and profiles are.</param>
    /// <param name="package">Package folder.</param>
    /// <param name="withMonitor">Whether the package's monitor looks on.</param>
    /// <exception cref="CampaignException">The profile or the package is broken, or the simulator did not start.</exception>
    public FailureWorker(CampaignSetup setup, string package, bool withMonitor = true)
    {
        var errors = new List<string>();
        _robot = (HardwareProfileLoader.Load(setup.Hardware, errors) ?? throw new CampaignException(string.Join("; ", errors))).Robot;
        var options = new PolicyLoaderOptions { WithoutMonitor = !withMonitor, GoalImages = _goalImages };
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

    /// <summary>Joints of the robot.</summary>
    public int JointCount => _robot.Joints.Count;

    /// <summary>Runs one episode.</summary>
    /// <param name="scenario">What is different.</param>
    /// <param name="seed">Seed of the scene.</param>
    /// <param name="timeout">Virtual time after which it has failed.</param>
    /// <param name="keep">Whether to keep what scores look at.</param>
    /// <param name="habits">The expert beside the robot; <see langword="null"/> for nobody.</param>
    /// <param name="reaction">What the loop does about the monitor's reports.</param>
    public FailureEpisode Run(
        Scenario scenario, int seed, TimeSpan timeout, bool keep = false, ExpertHabits? habits = null, FailureReaction? reaction = null)
    {
        _gym.Perturb(scenario.Name, scenario.Strength, seed);
        var collector = keep ? new RolloutCollector(Policy.Insight, Policy.Spec.Horizon, _robot.Joints.Count) : null;
        var log = new ReportLog(collector);
        ExpertOperator? expert = null;

        // A policy that takes goals is told one of the discs in words; discs take turns.
        var disc = Policy.Spec.RequiresGoal ? seed % DiscGoals.DiscCount : 0;
        var result = VirtualEpisode.Run(
            _gym,
            _robot,
            Policy,
            Policy.Spec,
            new VirtualEpisodeOptions
            {
                Latency = new InferenceLatency(Latency),
                Goal = Policy.Spec.RequiresGoal ? Prepare(DiscGoals.Sentence(disc, seed)) : null,
                Disc = disc,
                Monitor = Policy.Monitor,
                Observer = log,
                Reaction = reaction ?? FailureReaction.Inform,
                Operator = habits is null ? null : scene => expert = new ExpertOperator(scene, habits, _robot.Cameras.Count),
                Timeout = timeout,
                Linger = keep ? Linger : TimeSpan.Zero,
            },
            seed);
        return new FailureEpisode
        {
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
