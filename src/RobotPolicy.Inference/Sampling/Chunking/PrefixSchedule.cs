namespace RobotPolicy.Inference.Sampling.Chunking;

/// <summary>How the pull towards the previous chunk fades between the actions that are committed and those that are free.</summary>
public enum PrefixSchedule
{
    /// <summary>c·(e^c − 1)/(e − 1), with c falling linearly from 1 to 0.</summary>
    Exponential = 0,

    /// <summary>c.</summary>
    Linear,

    /// <summary>Full weight up to the end.</summary>
    Ones,

    /// <summary>No weight behind the committed actions.</summary>
    Zeros,
}
