namespace RobotPolicy.Inference.Sampling;

/// <summary>What a network over noise levels is told about σ.</summary>
public enum NoiseConditioning
{
    /// <summary>ln(σ)/4, as in Karras et al. 2022 and BESO.</summary>
    QuarterLogSigma = 0,

    /// <summary>σ itself.</summary>
    Sigma,
}
