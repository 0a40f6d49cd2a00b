using RobotPolicy.Control.Model;
using RobotPolicy.Inference.Actions;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Goals;
using RobotPolicy.Inference.Roles;
using RobotPolicy.Inference.Sampling;
using RobotPolicy.Inference.Selection;
using RobotPolicy.Inference.SingleStep;
using RobotPolicy.Inference.Splines;

namespace RobotPolicy.Inference.Packages;

/// <summary>
/// A package's <c>manifest.json</c> after reading: everything that both spellings of the format can say, in one form.
/// Immutable.
/// </summary>
internal sealed record PolicyManifest
{
    /// <summary>Name of the policy.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Path of the graph that sees the observation, relative to the package folder: the only one, or the encoder of a sampled
    /// policy. <see langword="null"/> where it is missing.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>Field that names the graph, for errors.</summary>
    public required string ModelField { get; init; }

    /// <summary>File that describes the policy, for errors: the manifest, or the graph where there is none.</summary>
    public string DescribedBy { get; init; } = ManifestReader.FileName;

    /// <summary>Path of the denoiser of a sampled policy; <see langword="null"/> for policies of one graph.</summary>
    public string? Denoiser { get; init; }

    /// <summary>How the denoiser is called, where there is one.</summary>
    public SamplerSpec? Sampler { get; init; }

    /// <summary>Other graphs, by what they are for.</summary>
    public IReadOnlyList<GraphFile> Graphs { get; init; } = [];

    /// <summary>How many chunks are sampled, and by what one is picked.</summary>
    public CandidatesSpec Candidates { get; init; } = new();

    /// <summary>What graphs carry, add and answer beside actions.</summary>
    public RolesSpec Roles { get; init; } = new();

    /// <summary>The curve that the graph answers with; <see langword="null"/> where it answers with actions.</summary>
    public SplineSpec? Spline { get; init; }

    /// <summary>File of the residual graph, where there is one.</summary>
    public string? ResidualFile => Graphs.FirstOrDefault(g => g.Role == GraphRolesReader.Residual)?.File;

    /// <summary>Actions in one output of the graph, where the manifest says so.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>Actions to execute before the next chunk takes over, where the manifest says so.</summary>
    public int? ActionSteps { get; init; }

    /// <summary>Field that states <see cref="ActionSteps"/>, for errors.</summary>
    public required string ActionStepsField { get; init; }

    /// <summary>Number of actions that are kept of a chunk, where the manifest trims it.</summary>
    public int? TrimTo { get; init; }

    /// <summary>Steps between observation and graph, in order.</summary>
    public required IReadOnlyList<PipelineStep> Preprocessors { get; init; }

    /// <summary>Steps between graph and actions, in order; trimming is in <see cref="TrimTo"/>.</summary>
    public required IReadOnlyList<NormalizeStep> Postprocessors { get; init; }

    /// <summary>Names in the state vector, by the policy's own names.</summary>
    public required IReadOnlyList<string> StateOrder { get; init; }

    /// <summary>Names in the action vector, by the policy's own names.</summary>
    public required IReadOnlyList<string> ActionOrder { get; init; }

    /// <summary>Cameras in order.</summary>
    public required IReadOnlyList<ManifestCamera> Cameras { get; init; }

    /// <summary>Instants that the policy looks at.</summary>
    public int ObservationSteps { get; init; } = 1;

    /// <summary>Field that states <see cref="ObservationSteps"/>, for errors.</summary>
    public string ObservationStepsField { get; init; } = "n_obs_steps";

    /// <summary>Place of the robot in the manifest, for errors.</summary>
    public string RobotField { get; init; } = "robots[0]";

    /// <summary>Whether joints and cameras were read without an error, so that comparing them with a robot says something new.</summary>
    public required bool NamesAreSound { get; init; }

    /// <summary>Policy names of joints and the robot's names for them, where they differ.</summary>
    public required IReadOnlyDictionary<string, string> JointNames { get; init; }

    /// <summary>Seconds from one action to the next; <see langword="null"/> where the manifest does not say.</summary>
    public double? ActionIntervalSeconds { get; init; }

    /// <summary>Whether the manifest states an interval that is no interval, which has been reported.</summary>
    public bool ActionIntervalIsWrong { get; init; }

    /// <summary>How the observation vector of a single-step policy is put together; <see langword="null"/> for all others.</summary>
    public SingleStepSpec? SingleStep { get; init; }

    /// <summary>What the numbers of an action mean.</summary>
    public ActionFormat ActionFormat { get; init; } = new();

    /// <summary>Executor that the package asks for.</summary>
    public ExecutorKind Executor { get; init; }

    /// <summary>Weight decay of temporal ensembling; <see langword="null"/> for the default.</summary>
    public double? EnsembleDecay { get; init; }

    /// <summary>How overlapping chunks are merged.</summary>
    public MergeRule Merge { get; init; } = MergeRule.WeightedAverage;

    /// <summary>Share of the actions that may be left when the next chunk is asked for; <see langword="null"/> for the default.</summary>
    public double? RequestShare { get; init; }

    /// <summary>What the target does between two actions.</summary>
    public Interpolation Interpolation { get; init; }

    /// <summary>Joints, by the policy's names, without meaningful values between two actions.</summary>
    public IReadOnlyList<string> DiscreteJoints { get; init; } = [];

    /// <summary>How a new chunk continues the one in use; <see langword="null"/> where it does not.</summary>
    public ContinuationSpec? Continuation { get; init; }

    /// <summary>Which goals it takes; <see langword="null"/> where it takes none.</summary>
    public GoalsSpec? Goals { get; init; }

    /// <summary>What it says about predicting its failures; <see langword="null"/> where nothing.</summary>
    public FailureSpec? Failure { get; init; }

    /// <summary>What the policy was trained to do, in words; empty where the manifest does not say.</summary>
    public string Task { get; init; } = string.Empty;

    /// <summary>Policy units in one radian.</summary>
    public double AnglePerRad { get; init; } = 1;

    /// <summary>Policy units in one metre.</summary>
    public double LengthPerMetre { get; init; } = 1;

    /// <summary>Policy units in one unit of a joint of the robot.</summary>
    public double UnitsPerRobotUnit(bool prismatic) => prismatic ? LengthPerMetre : AnglePerRad;

    /// <summary>
    /// The robot's name of a joint that the policy names. LeRobot writes the quantity behind the name; a joint without an entry of
    /// its own is looked for without it.
    /// </summary>
    public string RobotJoint(string policyName)
    {
        const string quantity = ".pos";
        if (JointNames.TryGetValue(policyName, out var robotName))
            return robotName;
        return policyName.EndsWith(quantity, StringComparison.Ordinal) ? policyName[..^quantity.Length] : policyName;
    }
}

/// <summary>One camera of a manifest.</summary>
/// <param name="Name">Name.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Width">Width that the policy was trained on; 0 where the manifest does not say.</param>
/// <param name="Height">Height that the policy was trained on; 0 where the manifest does not say.</param>
/// <param name="Field">Where it stands in the manifest.</param>
/// <param name="UnitRange">Whether its pixels come as numbers in 0…1, as <c>dtype</c> float32 says.</param>
internal sealed record ManifestCamera(string Name, int Channels, int Width, int Height, string Field, bool UnitRange = false)
{
    /// <summary>The robot's name of the camera.</summary>
    public string RobotName { get; init; } = Name;

    /// <summary>Whether channel 0 is blue rather than red.</summary>
    public bool BgrOrder { get; init; }
}
