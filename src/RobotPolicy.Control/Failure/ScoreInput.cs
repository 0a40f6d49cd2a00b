using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Failure;

/// <summary>What a score judges: one inference that came to a usable chunk.</summary>
/// <param name="insight">What the policy lets look at.</param>
/// <param name="chunk">The chunk that was handed out, in the robot's order and units.</param>
/// <param name="call">Number of the inference in its epoch, from 0.</param>
/// <param name="elapsedSteps">
/// Action intervals between the observation of the inference before and this one's, rounded; 0 at the first of an epoch.
/// </param>
public readonly ref struct ScoreInput(PolicyInsight insight, ActionChunk chunk, int call, int elapsedSteps)
{
    /// <summary>What the policy lets look at.</summary>
    public PolicyInsight Insight { get; } = insight;

    /// <summary>The chunk that was handed out.</summary>
    public ActionChunk Chunk { get; } = chunk;

    /// <summary>Number of the inference in its epoch, from 0.</summary>
    public int Call { get; } = call;

    /// <summary>Action intervals since the observation of the inference before.</summary>
    public int ElapsedSteps { get; } = elapsedSteps;
}
