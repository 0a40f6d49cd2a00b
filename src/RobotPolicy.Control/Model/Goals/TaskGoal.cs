namespace RobotPolicy.Control.Model;

/// <summary>What a task is to reach; immutable.</summary>
/// <param name="Kind">In what form it is given.</param>
public abstract record TaskGoal(TaskGoalKind Kind);
