using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Server.Operations.Rollouts;

/// <summary>What is to be done on the disk.</summary>
/// <param name="TaskId">Task that it is about.</param>
/// <param name="Outcome">How the task came out.</param>
/// <param name="Rollout">What to write; <see langword="null"/> where only the outcome of a file changes.</param>
internal sealed record RolloutJob(string TaskId, RolloutOutcome Outcome, Rollout? Rollout);
