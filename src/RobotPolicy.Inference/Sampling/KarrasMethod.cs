namespace RobotPolicy.Inference.Sampling;

/// <summary>How the probability-flow equation over noise levels σ is solved.</summary>
public enum KarrasMethod
{
    /// <summary>x' = (σ'/σ)·x + (1 − σ'/σ)·D. The same numbers as <see cref="Euler"/>.</summary>
    Ddim = 0,

    /// <summary>First order.</summary>
    Euler,

    /// <summary>Second order, two network calls a step, except for the last one, which goes to σ = 0.</summary>
    Heun,

    /// <summary>DPM-Solver++ of second order, multistep.</summary>
    DpmSolverPlusPlus,

    /// <summary>Euler to a lower level than wanted, and fresh noise back up.</summary>
    EulerAncestral,
}
