namespace RobotPolicy.Inference.Sampling;

/// <summary>What the rolling buffer of a streaming policy holds, under noise, at the start of an epoch.</summary>
public enum RollingStart
{
    /// <summary>Zeros.</summary>
    Zeros = 0,

    /// <summary>The same action at every position, given by the caller in <see cref="Sampler.StartAction"/>.</summary>
    StartAction,

    /// <summary>A sample that is denoised from pure noise first, which costs as many network calls as there are levels.</summary>
    FullDenoise,
}
