namespace RobotPolicy.Inference.Sampling;

/// <summary>Noise that is left after the last step of DPM-Solver++.</summary>
public enum FinalSigma
{
    /// <summary>None.</summary>
    Zero = 0,

    /// <summary>That of training timestep 0.</summary>
    Minimum,
}
