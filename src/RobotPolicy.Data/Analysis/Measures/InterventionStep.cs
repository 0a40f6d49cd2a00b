namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>One step of an intervention.</summary>
/// <param name="Takeover">Number of its takeover.</param>
/// <param name="Seconds">When, since the first tick of its recording.</param>
/// <param name="Error">Mean squared difference of what the policy would have commanded and what was, over the joints, in units of their ranges.</param>
/// <param name="Novelty">How little the policy knows its way there; NaN where that is not known.</param>
public readonly record struct InterventionStep(int Takeover, double Seconds, double Error, double Novelty);
