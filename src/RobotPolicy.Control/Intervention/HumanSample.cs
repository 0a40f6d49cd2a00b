namespace RobotPolicy.Control.Intervention;

/// <summary>What the human's stream says in one tick.</summary>
/// <param name="Engaged">Whether the dead-man switch is closed, so that there is a target.</param>
/// <param name="Taken">Frames taken in this tick.</param>
/// <param name="Total">Frames taken since the takeover.</param>
/// <param name="Sequence">Sender's number of the newest frame, or 0.</param>
/// <param name="SpeedScale">Fraction of the speed limits for the way to the target.</param>
public readonly record struct HumanSample(bool Engaged, int Taken, long Total, ulong Sequence, double SpeedScale);
