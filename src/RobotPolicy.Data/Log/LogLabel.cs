namespace RobotPolicy.Data.Log;

/// <summary>What somebody said about a task of a recording afterwards.</summary>
/// <param name="Task">Id of the task.</param>
/// <param name="Outcome"><c>success</c>, <c>failure</c> or <c>unsure</c>.</param>
/// <param name="Comment">A remark; empty for none.</param>
/// <param name="At">When it was said.</param>
public sealed record LogLabel(string Task, string Outcome, string Comment, DateTimeOffset At);
