namespace RobotPolicy.Inference.Sampling;

/// <summary>How a discrete diffusion process is walked back.</summary>
public enum DiffusionMethod
{
    /// <summary>Ancestral sampling (Ho et al. 2020), variance <c>fixed_small</c>.</summary>
    Ddpm = 0,

    /// <summary>Denoising diffusion implicit models (Song et al. 2021).</summary>
    Ddim,

    /// <summary>DPM-Solver++ of second order, multistep, midpoint (Lu et al. 2022).</summary>
    DpmSolverPlusPlus,
}
