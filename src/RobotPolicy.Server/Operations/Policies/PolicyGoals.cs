using System.Runtime.CompilerServices;
using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>The goals of a policy with an inference thread of its own.</summary>
/// <param name="policy">Prepares goals.</param>
/// <param name="worker">Applies them.</param>
/// <param name="package">Name of the package, for the recording.</param>
/// <param name="recorder">Notes them; nobody where the run is not recorded.</param>
internal sealed class PolicyGoals(IPolicy policy, InferenceWorker worker, string package, Recorder? recorder) : IGoalDesk
{
    private readonly ConditionalWeakTable<PreparedGoal, TaskGoal> _sources = [];

    /// <inheritdoc/>
    public PreparedGoal? Prepare(TaskGoal goal, ICollection<string> problems)
    {
        var prepared = policy.PrepareGoal(goal, problems);
        if (prepared is not null && recorder is not null)
            _sources.AddOrUpdate(prepared, goal);
        return prepared;
    }

    /// <inheritdoc/>
    public void Set(PreparedGoal? goal)
    {
        // Noted before it is in force, so that a recording never has it too late.
        recorder?.Note(LogEvents.Goal, package, goal is ChoiceRequest choice ? GoalJson.Write(choice) : GoalJson.Write(SourceOf(goal)));
        worker.SetGoal(goal);
    }

    private TaskGoal? SourceOf(PreparedGoal? goal) => goal is not null && _sources.TryGetValue(goal, out var source) ? source : null;
}
