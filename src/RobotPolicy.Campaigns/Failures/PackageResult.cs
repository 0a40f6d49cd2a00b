using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>What the campaign found for one package. Episodes stand in the same order in all lists.</summary>
internal sealed record PackageResult
{
    /// <summary>The package.</summary>
    public required string Package { get; init; }

    /// <summary>Its thresholds, as shipped.</summary>
    public required CalibrationFile Calibration { get; init; }

    /// <summary>How its scores decide together.</summary>
    public required AlarmRule Rule { get; init; }

    /// <summary>The policy alone, the monitor looking on.</summary>
    public required IReadOnlyList<FailureEpisode> Alone { get; init; }

    /// <summary>Calls of the longest possible episode.</summary>
    public required int MaxCalls { get; init; }

    /// <summary>The package's monitor with the thresholds that it is shipped with.</summary>
    public required Detection Shipped { get; init; }

    /// <summary>The package's scores and what they are compared with, all with thresholds of the same rollouts, for each δ.</summary>
    public required IReadOnlyList<Detection> Detections { get; init; }

    /// <summary>The policy alone, with as much time as with help.</summary>
    public required IReadOnlyList<FailureEpisode> Unassisted { get; init; }

    /// <summary>An alarm holds the arm, and the expert is called.</summary>
    public required IReadOnlyList<FailureEpisode> OnAlarm { get; init; }

    /// <summary>The expert watches all the time.</summary>
    public required IReadOnlyList<FailureEpisode> Supervised { get; init; }
}
