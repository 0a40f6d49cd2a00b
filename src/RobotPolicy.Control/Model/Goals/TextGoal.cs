namespace RobotPolicy.Control.Model;

/// <summary>A goal in words.</summary>
/// <param name="Text">The words.</param>
public sealed record TextGoal(string Text) : TaskGoal(TaskGoalKind.Text);
