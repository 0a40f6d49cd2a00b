using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Loop;

/// <summary>Looks on at every inference that came to a usable chunk, as who records rollouts does. The inferring thread.</summary>
public interface IInferenceObserver
{
    /// <summary>
    /// Sees one inference. The chunk reaches the control loop only after it returns, so it must be quick; one that throws is counted.
    /// </summary>
    /// <param name="insight">What the policy lets look at; filled again by the next inference.</param>
    /// <param name="chunk">The chunk; filled again by a later inference.</param>
    /// <param name="report">What the failure monitor says; off without one.</param>
    /// <param name="isTaskStart">Whether the epoch of the chunk is the first of a task, or of a retry from the safe pose.</param>
    void Inferred(PolicyInsight insight, ActionChunk chunk, in FailureReport report, bool isTaskStart);
}
