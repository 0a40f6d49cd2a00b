using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// The answer to one request. Pooled: valid for its receiver until the receiver takes the next one.
/// </summary>
public sealed class InferenceResult
{
    internal InferenceResult(int horizon, int jointCount, int cameraCount = 0, int steps = 1)
    {
        Chunk = new ActionChunk(horizon, jointCount);
        SeenCamerasNs = new long[cameraCount];
        PictureStamps = new long[cameraCount * steps];
    }

    /// <summary>The request.</summary>
    public InferenceRequest Request { get; internal set; }

    /// <summary>How it ended.</summary>
    public InferenceOutcome Outcome { get; internal set; }

    /// <summary>How the observation was assembled.</summary>
    public ObservationResult Observation { get; internal set; }

    /// <summary>The instant of the observation, on the monotonic clock, in nanoseconds; meaningful where there was one.</summary>
    public long ObservedNs { get; internal set; }

    /// <summary>Newest joint state that the observation could be made of, on the monotonic clock, in nanoseconds; −1 where there was none.</summary>
    public long SeenJointsNs { get; internal set; }

    /// <summary>The same for the newest picture of each of the policy's cameras.</summary>
    public long[] SeenCamerasNs { get; }

    /// <summary>
    /// The pictures of the observation by their stamps as the publisher wrote them, row-major [instant, the policy's camera], the oldest
    /// instant first; 0 where there is none.
    /// </summary>
    public long[] PictureStamps { get; }

    /// <summary>The chunk; meaningful where <see cref="Outcome"/> is <see cref="InferenceOutcome.Ok"/>.</summary>
    public ActionChunk Chunk { get; }

    /// <summary>When work on it began, on the monotonic clock, in nanoseconds.</summary>
    public long StartNs { get; internal set; }

    /// <summary>When work on it ended.</summary>
    public long EndNs { get; internal set; }

    /// <summary>Time spent on assembling the observation, in nanoseconds.</summary>
    public long AssembleNs { get; internal set; }

    /// <summary>Time spent in the model itself, as the policy reports it, in nanoseconds.</summary>
    public long ModelNs { get; internal set; }

    /// <summary>
    /// What the failure monitor says about the chunk: off without one, and degraded where there is one and no chunk that it judged.
    /// </summary>
    public FailureReport Failure { get; internal set; }

    /// <summary>Time that the failure monitor took, in nanoseconds; not part of <see cref="ModelNs"/>.</summary>
    public long ScoringNs { get; internal set; }

    /// <summary>Time from beginning to end, in nanoseconds.</summary>
    public long TotalNs => EndNs - StartNs;
}
