using RobotPolicy.Api.V1;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>What became of one fault.</summary>
/// <param name="Problem">What went wrong, or <see langword="null"/>.</param>
/// <param name="Cause">Cause that the service named.</param>
/// <param name="ReactionSeconds">From the fault to the tick that held, or none where nothing was to be held.</param>
/// <param name="Note">A further figure.</param>
internal readonly record struct FaultOutcome(string? Problem, StopCause Cause, double? ReactionSeconds, string Note = "");
