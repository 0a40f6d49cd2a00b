namespace RobotPolicy.Data.Datasets;

/// <summary>How an episode ended.</summary>
public enum EpisodeOutcome
{
    /// <summary>Nobody said, or nobody could tell.</summary>
    Unsure,

    /// <summary>The task was done.</summary>
    Success,

    /// <summary>It was not.</summary>
    Failure,
}
