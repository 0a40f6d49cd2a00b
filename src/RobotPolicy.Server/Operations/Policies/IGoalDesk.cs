using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>Where a loaded policy is told what to reach. Any thread.</summary>
public interface IGoalDesk
{
    /// <summary>Turns a goal into the form in which the policy takes it.</summary>
    /// <param name="goal">What to reach.</param>
    /// <param name="problems">Receives what is wrong with it, as sentences.</param>
    PreparedGoal? Prepare(TaskGoal goal, ICollection<string> problems);

    /// <summary>Sets what to reach from the next epoch on; <see langword="null"/> for nothing in particular.</summary>
    void Set(PreparedGoal? goal);
}
