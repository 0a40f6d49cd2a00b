using RobotPolicy.Control.Failure;

namespace RobotPolicy.Inference.Failure;

/// <summary>What a package says about predicting its failures (<c>x-robotpolicy.failure</c>). Immutable.</summary>
public sealed record FailureSpec
{
    /// <summary>Path of the calibration where the package names none, relative to its folder.</summary>
    public const string DefaultCalibration = "failure/calibration.json";

    /// <summary>Output of a graph that sees the observation which encodes it (<c>embedding</c>); <see langword="null"/> where there is none.</summary>
    public string? Embedding { get; init; }

    /// <summary>Scores of its monitor, at most four (<c>scores</c>); empty where it has none.</summary>
    public IReadOnlyList<ScoreSpec> Scores { get; init; } = [];

    /// <summary>How they decide together (<c>rule</c>).</summary>
    public AlarmRule Rule { get; init; }

    /// <summary>Which thresholds are used where both are calibrated (<c>threshold</c>).</summary>
    public ThresholdKind Threshold { get; init; }

    /// <summary>
    /// File with the thresholds, relative to the package folder (<c>calibration</c>). Where it does not exist, the monitor is
    /// uncalibrated.
    /// </summary>
    public string Calibration { get; init; } = DefaultCalibration;

    /// <summary>Seconds that scoring one inference may take (<c>budget</c>); <see langword="null"/> for no limit of the package's own.</summary>
    public double? BudgetSeconds { get; init; }
}
