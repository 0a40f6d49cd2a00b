using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>What a calibration came to. Immutable.</summary>
public sealed record CalibrationResult
{
    /// <summary>Name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Hash of the policy, which the rollouts carry.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>Hash of the whole package with its new scores; <see langword="null"/> where nothing was written.</summary>
    public string? PackageHash { get; init; }

    /// <summary>Share δ of successful rollouts that may raise a false alarm.</summary>
    public required double Delta { get; init; }

    /// <summary>How thresholds were made.</summary>
    public required ThresholdMethod Method { get; init; }

    /// <summary>How the scores decide together.</summary>
    public required AlarmRule Rule { get; init; }

    /// <summary>Rollouts that were left out with the reason, in the order of their names.</summary>
    public required IReadOnlyList<(string File, string Reason)> LeftOut { get; init; }

    /// <summary>Successful rollouts that scores were fitted to.</summary>
    public required int Fitted { get; init; }

    /// <summary>Successful rollouts that thresholds were made of; none of them is among <see cref="Fitted"/>.</summary>
    public required int Calibrated { get; init; }

    /// <summary>Those of <see cref="Calibrated"/> that set the level.</summary>
    public required int Deciding { get; init; }

    /// <summary>Rollouts that this set needs for δ to be certifiable.</summary>
    public required int Needed { get; init; }

    /// <summary>Failed rollouts of the policy, which play no part but are shown.</summary>
    public required int Failures { get; init; }

    /// <summary>Calls of the longest rollout.</summary>
    public required int MaxCalls { get; init; }

    /// <summary>Median of the times from call to call, in seconds.</summary>
    public required double CallIntervalSeconds { get; init; }

    /// <summary>Whether every score's threshold is certified.</summary>
    public required bool IsCertified { get; init; }

    /// <summary>Bound on the probability of a false alarm in a successful rollout; <see langword="null"/> where nothing is certified.</summary>
    public double? FalseAlarmGuarantee { get; init; }

    /// <summary>Scores in the order of the manifest.</summary>
    public required IReadOnlyList<ScoreCalibration> Scores { get; init; }

    /// <summary>Files that were written, relative to the package folder.</summary>
    public IReadOnlyList<string> Written { get; init; } = [];
}
