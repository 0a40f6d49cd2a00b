namespace RobotPolicy.Inference.Sampling;

/// <summary>Outcome of sampling, as a value.</summary>
public enum SamplingStatus
{
    /// <summary>The actions are filled and finite.</summary>
    Ok = 0,

    /// <summary>The network failed to run.</summary>
    DenoiserFailed,

    /// <summary>The network was cancelled or disposed.</summary>
    Stopped,

    /// <summary>The network answered with NaN or infinity.</summary>
    NonFinitePrediction,

    /// <summary>The network's answer was finite, but the step that used it left the range of numbers.</summary>
    NonFiniteSample,

    /// <summary>The noise source had too few values left, as a recording of another sampler has.</summary>
    NoiseExhausted,
}
