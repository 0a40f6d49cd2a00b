namespace RobotPolicy.Inference.Normalization;

/// <summary>How a feature is brought to the range that a network was trained on; see <see cref="EpsilonRule"/> for where eps goes.</summary>
internal enum NormalizerMode
{
    /// <summary>Unchanged.</summary>
    Identity = 0,

    /// <summary>(x − mean) / std.</summary>
    MeanStd,

    /// <summary>2 (x − min) / (max − min) − 1.</summary>
    MinMax,

    /// <summary>2 (x − q01) / (q99 − q01) − 1.</summary>
    Quantiles,

    /// <summary>2 (x − q10) / (q90 − q10) − 1.</summary>
    Quantile10,
}
