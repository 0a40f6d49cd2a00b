namespace RobotPolicy.Server.Sessions;

/// <summary>Answer to a request for the lease.</summary>
/// <param name="Verdict">What became of it.</param>
/// <param name="State">The lease afterwards.</param>
/// <param name="Hold">The caller's hold on it, where it was granted.</param>
/// <param name="LostBy">How the caller lost the lease that it asks for, if it was the last one who did.</param>
public readonly record struct LeaseAnswer(LeaseVerdict Verdict, LeaseState State, LeaseHold? Hold, LeaseEnd? LostBy);
