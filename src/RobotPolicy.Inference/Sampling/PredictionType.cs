namespace RobotPolicy.Inference.Sampling;

/// <summary>What a network of a discrete diffusion process predicts from x = √ᾱ·x0 + √(1−ᾱ)·ε.</summary>
public enum PredictionType
{
    /// <summary>The noise ε.</summary>
    Epsilon = 0,

    /// <summary>The clean sample x0.</summary>
    Sample,

    /// <summary>The velocity √ᾱ·ε − √(1−ᾱ)·x0.</summary>
    Velocity,
}
