using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Data.Log;

/// <summary>One inference as it was recorded; immutable. Times in nanoseconds on the monotonic clock.</summary>
public sealed record LoggedInference
{
    /// <summary>What was asked for.</summary>
    public required InferenceRequest Request { get; init; }

    /// <summary>How it ended.</summary>
    public required InferenceOutcome Outcome { get; init; }

    /// <summary>When work on it began.</summary>
    public long StartNs { get; init; }

    /// <summary>When work on it ended.</summary>
    public long EndNs { get; init; }

    /// <summary>Time spent on assembling the observation.</summary>
    public long AssembleNs { get; init; }

    /// <summary>Time spent in the model itself.</summary>
    public long ModelNs { get; init; }

    /// <summary>Time spent on judging the chunk.</summary>
    public long ScoringNs { get; init; }

    /// <summary>How the observation was assembled.</summary>
    public ObservationResult Observation { get; init; }

    /// <summary>The instant of the observation; 0 where there was none.</summary>
    public long ObservedNs { get; init; }

    /// <summary>Newest joint state that it could be made of, or −1.</summary>
    public long SeenJointsNs { get; init; } = -1;

    /// <summary>Newest picture of each of the policy's cameras that it could be made of, or −1.</summary>
    public long[] SeenCamerasNs { get; init; } = [];

    /// <summary>Its pictures by their stamps as the publisher wrote them, row-major [instant, the policy's camera].</summary>
    public long[] PictureStamps { get; init; } = [];

    /// <summary>Time of action 0.</summary>
    public long ChunkStartNs { get; init; }

    /// <summary>Time from one action to the next.</summary>
    public long IntervalNs { get; init; }

    /// <summary>Actions at the front that were decided before.</summary>
    public int ConditionedSteps { get; init; }

    /// <summary>Number of actions.</summary>
    public int Horizon { get; init; }

    /// <summary>Joint targets, row-major [horizon, joint], rad or m; empty where there is no chunk.</summary>
    public double[] Actions { get; init; } = [];

    /// <summary>The same as the policy gave them, in its normalised units and order; empty where it does not tell.</summary>
    public float[] NormalisedActions { get; init; } = [];

    /// <summary>The policy's own encoding of the observation; empty where it gives none.</summary>
    public float[] Embedding { get; init; } = [];

    /// <summary>What the policy says about its task.</summary>
    public PolicySignals Signals { get; init; } = PolicySignals.None;

    /// <summary>What the failure monitor says.</summary>
    public FailureReport Failure { get; init; }
}
