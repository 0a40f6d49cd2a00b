using RobotPolicy.Control.Loop;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>The goals of a policy with an inference thread of its own.</summary>
/// <param name="policy">Prepares goals.</param>
/// <param name="worker">Applies them.</param>
internal sealed class PolicyGoals(IPolicy policy, InferenceWorker worker) : IGoalDesk
{
    /// <inheritdoc/>
    public PreparedGoal? Prepare(TaskGoal goal, ICollection<string> problems) => policy.PrepareGoal(goal, problems);

    /// <inheritdoc/>
    public void Set(PreparedGoal? goal) => worker.SetGoal(goal);
}
