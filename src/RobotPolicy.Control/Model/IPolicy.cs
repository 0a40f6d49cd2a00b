namespace RobotPolicy.Control.Model;

/// <summary>
/// A loaded, warmed-up policy. Used by one thread at a time (the inference thread); <see cref="IDisposable.Dispose"/> may come
/// from another thread and waits for a running inference.
/// </summary>
public interface IPolicy : IDisposable
{
    /// <summary>What the policy needs and gives.</summary>
    PolicySpec Spec { get; }

    /// <summary>
    /// Computes the actions that follow an observation. Fills <see cref="ActionChunk.Actions"/> in the order of the robot's
    /// joints, <see cref="ActionChunk.StartNs"/>, <see cref="ActionChunk.IntervalNs"/>, <see cref="ActionChunk.ModelNs"/> and <see cref="ActionChunk.ConditionedSteps"/>;
    /// the caller sets the rest. Allocates nothing on the managed heap in a steady state, and does not throw for bad data.
    /// </summary>
    /// <param name="observation">What the robot sees.</param>
    /// <param name="prior">What is already decided; a policy that cannot use it leaves it alone.</param>
    /// <param name="chunk">Receives the actions.</param>
    PolicyStatus Infer(Observation observation, ChunkPrior prior, ActionChunk chunk);

    /// <summary>Forgets everything that was carried from one inference to the next; called at the start of an epoch.</summary>
    void Reset();
}
