namespace RobotPolicy.Inference.Sampling;

/// <summary>How noise levels lie between the largest and the smallest; a level of 0 always follows.</summary>
public enum SigmaSpacing
{
    /// <summary>Evenly in σ^(1/ρ) (Karras et al. 2022).</summary>
    Karras = 0,

    /// <summary>Evenly in ln σ.</summary>
    Exponential,
}
