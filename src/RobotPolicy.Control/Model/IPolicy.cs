namespace RobotPolicy.Control.Model;

/// <summary>
/// A loaded, warmed-up policy. Used by one thread at a time (the inference thread); <see cref="IDisposable.Dispose"/> may come
/// from another thread and waits for a running inference.
/// </summary>
public interface IPolicy : IDisposable
{
    /// <summary>What the policy needs and gives.</summary>
    PolicySpec Spec { get; }

    /// <summary>What the last inference that succeeded left behind for those who judge it. The inferring thread.</summary>
    PolicyInsight Insight => PolicyInsight.None;

    /// <summary>
    /// Computes the actions that follow an observation. Fills <see cref="ActionChunk.Actions"/> in the order of the robot's
    /// joints, <see cref="ActionChunk.StartNs"/>, <see cref="ActionChunk.IntervalNs"/>, <see cref="ActionChunk.ModelNs"/> and <see cref="ActionChunk.ConditionedSteps"/>;
    /// the caller sets the rest. Allocates nothing on the managed heap in a steady state, and does not throw for bad data.
    /// </summary>
    /// <param name="observation">What the robot sees.</param>
    /// <param name="prior">What is already decided; a policy that cannot use it leaves it alone.</param>
    /// <param name="chunk">Receives the actions.</param>
    PolicyStatus Infer(Observation observation, ChunkPrior prior, ActionChunk chunk);

    /// <summary>
    /// Turns a goal into the form in which the policy takes it: decodes, tokenises, draws. Takes milliseconds; any thread, also
    /// while another one infers.
    /// </summary>
    /// <param name="goal">What a task is to reach.</param>
    /// <param name="problems">Receives what is wrong with it, as sentences.</param>
    /// <returns>The prepared goal, or <see langword="null"/> if there are problems.</returns>
    PreparedGoal? PrepareGoal(TaskGoal goal, ICollection<string> problems)
    {
        problems.Add($"policy '{Spec.Name}' takes no goals");
        return null;
    }

    /// <summary>Sets what the following inferences are to reach. The inferring thread, at the start of an epoch.</summary>
    /// <param name="goal">Prepared by this policy; <see langword="null"/> for none.</param>
    void UseGoal(PreparedGoal? goal)
    {
    }

    /// <summary>
    /// Forgets what is carried through a whole task, such as accumulated progress; called when a task starts or is tried again, before
    /// <see cref="Reset"/>.
    /// </summary>
    void BeginTask()
    {
    }

    /// <summary>Forgets everything that was carried from one inference to the next; called at the start of an epoch.</summary>
    void Reset();
}
