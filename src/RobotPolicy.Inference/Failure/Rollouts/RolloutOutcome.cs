namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>How an episode came out.</summary>
public enum RolloutOutcome
{
    /// <summary>Nobody can tell.</summary>
    Unsure = 0,

    /// <summary>The task was reached. Only these count for calibration.</summary>
    Success,

    /// <summary>It was not.</summary>
    Failure,
}
