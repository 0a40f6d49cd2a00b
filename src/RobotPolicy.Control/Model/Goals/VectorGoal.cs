namespace RobotPolicy.Control.Model;

/// <summary>A goal that something else has turned into numbers.</summary>
/// <param name="Values">The numbers, finite, row-major.</param>
public sealed record VectorGoal(ReadOnlyMemory<float> Values) : TaskGoal(TaskGoalKind.Embedding);
