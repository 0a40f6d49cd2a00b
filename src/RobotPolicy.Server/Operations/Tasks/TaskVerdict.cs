namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>What somebody who looks on says about a task. Immutable.</summary>
/// <param name="Kind">What they say.</param>
/// <param name="By">Who or what judged.</param>
/// <param name="At">When.</param>
/// <param name="Comment">What they say to it.</param>
public sealed record TaskVerdict(VerdictKind Kind, string By, DateTimeOffset At, string Comment);
