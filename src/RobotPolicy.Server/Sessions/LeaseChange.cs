namespace RobotPolicy.Server.Sessions;

/// <summary>The lease changed hands; for the log.</summary>
/// <param name="Before">The lease before.</param>
/// <param name="After">The lease now.</param>
/// <param name="End">How the holder before lost it, if there was one.</param>
/// <param name="LeftRunning">Whether a policy's task was left running without an operator.</param>
public sealed record LeaseChange(LeaseState Before, LeaseState After, LeaseEnd? End, bool LeftRunning);
