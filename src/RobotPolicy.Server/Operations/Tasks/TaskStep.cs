using RobotPolicy.Api.V1;

namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>One sub-goal of a task.</summary>
/// <param name="Goal">What to reach.</param>
/// <param name="Until">What ends it. A verdict of success that asks to finish ends any.</param>
/// <param name="TimeLimit">
/// Time of execution after which it ends, if time ends it, and else has failed; zero for none.
/// </param>
public sealed record TaskStep(Goal? Goal, StepEnd Until, TimeSpan TimeLimit);
