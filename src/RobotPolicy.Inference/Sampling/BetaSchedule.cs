namespace RobotPolicy.Inference.Sampling;

/// <summary>How the noise of a discrete diffusion process grows with its timestep.</summary>
public enum BetaSchedule
{
    /// <summary>β rises linearly from start to end.</summary>
    Linear = 0,

    /// <summary>√β rises linearly from √start to √end.</summary>
    ScaledLinear,

    /// <summary>ᾱ follows a squared cosine (Nichol and Dhariwal 2021), with β capped at 0.999; start and end have no effect.</summary>
    SquaredCosine,
}
