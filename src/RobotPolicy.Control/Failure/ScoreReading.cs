namespace RobotPolicy.Control.Failure;

/// <summary>One score after an inference.</summary>
/// <param name="Score">The score s of the inference itself.</param>
/// <param name="Windowed">Its sum η over the window.</param>
/// <param name="Threshold">The threshold γ that the sum is held against; +∞ where there is none.</param>
public readonly record struct ScoreReading(double Score, double Windowed, double Threshold)
{
    /// <summary>η/γ: above 1 is beyond the threshold. NaN where the score is.</summary>
    public double Ratio => Windowed / Threshold;
}
