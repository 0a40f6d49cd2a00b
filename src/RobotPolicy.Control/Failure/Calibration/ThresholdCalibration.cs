using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure.Calibration;

/// <summary>A threshold made of rollouts, and what it is worth. Immutable.</summary>
public sealed record ThresholdCalibration
{
    /// <summary>How it was made.</summary>
    public required ThresholdMethod Method { get; init; }

    /// <summary>Share δ of successful rollouts that may raise a false alarm.</summary>
    public required double Delta { get; init; }

    /// <summary>The threshold of a constant method; null for one that varies. +∞ where it could not be certified.</summary>
    public ConstantThreshold? Constant { get; init; }

    /// <summary>The threshold of a method that varies with the call; null for a constant one. +∞ where it could not be certified.</summary>
    public TimeVaryingThreshold? TimeVarying { get; init; }

    /// <summary>
    /// Whether a successful rollout raises a false alarm with a probability of at most δ, provided it is exchangeable with those of
    /// the calibration: same task, policy, sampler and rate, and, for a threshold that varies, no longer than the longest of them.
    /// </summary>
    public required bool IsCertified { get; init; }

    /// <summary>Rollouts in the set that sets the level.</summary>
    public required int DecidingRollouts { get; init; }

    /// <summary>Rollouts that this set needs for <see cref="Delta"/> to be certifiable: the least n with n ≥ 1/δ − 1.</summary>
    public required int NeededRollouts { get; init; }

    /// <summary>Calls of the longest rollout.</summary>
    public required int LongestCalls { get; init; }

    /// <summary>Factor h of a band; NaN for other methods.</summary>
    public double BandFactor { get; init; } = double.NaN;
}
