namespace RobotPolicy.Control.Model;

/// <summary>Joint positions to reach.</summary>
/// <param name="Positions">In the order of the robot's joints, rad or m; NaN where none is wanted.</param>
public sealed record PoseGoal(IReadOnlyList<double> Positions) : TaskGoal(TaskGoalKind.Pose);
