namespace RobotPolicy.Control.Failure;

/// <summary>Why a monitor cannot tell, or raised an alarm without a comparison.</summary>
public enum DegradedReason
{
    /// <summary>It can.</summary>
    None = 0,

    /// <summary>No inference of the epoch has been scored yet.</summary>
    NotYetScored,

    /// <summary>A score was NaN or infinite; this is an alarm as well.</summary>
    ScoreNotFinite,

    /// <summary>The policy gave no embedding or no samples, which a score needs.</summary>
    InputMissing,

    /// <summary>A score threw.</summary>
    ScoreThrew,

    /// <summary>Scoring took longer than its budget.</summary>
    ScoredLate,

    /// <summary>A chunk was used that nobody scored.</summary>
    NotScored,

    /// <summary>There are no thresholds: the package was never calibrated.</summary>
    Uncalibrated,

    /// <summary>Graphs, statistics, sampler or rate are not those that the thresholds were fitted with.</summary>
    CalibrationStale,
}
