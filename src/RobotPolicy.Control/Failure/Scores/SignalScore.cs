namespace RobotPolicy.Control.Failure.Scores;

/// <summary>What the policy itself says of how sure it is, "confidence": 1 − confidence, not below 0; NaN where it says nothing.</summary>
public sealed class SignalScore : IFailureScore
{
    /// <inheritdoc/>
    public string Name => "confidence";

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => !float.IsNaN(input.Chunk.Signals.Confidence);

    /// <inheritdoc/>
    public double Score(in ScoreInput input) => Math.Max(0, 1 - (double)input.Chunk.Signals.Confidence);

    /// <inheritdoc/>
    public void Reset()
    {
    }
}
