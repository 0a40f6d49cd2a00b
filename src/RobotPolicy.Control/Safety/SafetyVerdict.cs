namespace RobotPolicy.Control.Safety;

/// <summary>What the limits did in one step.</summary>
/// <param name="Flags">Which limits acted.</param>
/// <param name="SlowDown">Fraction of the demanded motion that was executed, 0…1; 1 where nothing was slowed.</param>
/// <param name="Joint">Joint whose limit was the tightest, or −1.</param>
public readonly record struct SafetyVerdict(SafetyFlags Flags, double SlowDown, int Joint);
