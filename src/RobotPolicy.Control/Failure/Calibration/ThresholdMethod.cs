namespace RobotPolicy.Control.Failure.Calibration;

/// <summary>How thresholds are made of successful rollouts. Only the conformal ones can be certified.</summary>
public enum ThresholdMethod
{
    /// <summary>Constant: the ⌈(M + 1)(1 − δ)⌉-th smallest of the rollouts' maxima.</summary>
    ConstantConformal = 0,

    /// <summary>Constant: the interpolated (1 − δ)-quantile of the rollouts' maxima, as the authors of FIPER take it.</summary>
    ConstantQuantile,

    /// <summary>
    /// A band μ_t + h·s_t: mean and scale of one half of the rollouts, and h the ⌈(N2 + 1)(1 − δ)⌉-th smallest upward deviation of the
    /// other half.
    /// </summary>
    BandConformal,

    /// <summary>The same band with the interpolated quantile for h.</summary>
    BandQuantile,

    /// <summary>
    /// The band as the released code of FIPER computes it: h is the interpolated quantile of downward deviations, and the mean of the
    /// band is repeated beyond it. For comparisons with published numbers only.
    /// </summary>
    BandFiper,

    /// <summary>By call: the interpolated (1 − δ)-quantile of the rollouts that are still under way.</summary>
    TimeVaryingQuantile,
}
