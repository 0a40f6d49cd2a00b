using RobotPolicy.Control.Failure;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>How long the episode has lasted, in calls. It predicts nothing: it says what a watch would have said anyway.</summary>
internal sealed class DurationScore : IFailureScore
{
    /// <inheritdoc/>
    public string Name => Detector.Watch;

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => true;

    /// <inheritdoc/>
    public double Score(in ScoreInput input) => input.Call + 1;

    /// <inheritdoc/>
    public void Reset()
    {
    }
}
