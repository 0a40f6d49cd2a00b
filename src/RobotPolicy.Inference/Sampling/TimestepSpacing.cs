namespace RobotPolicy.Inference.Sampling;

/// <summary>Which of T training timesteps n inference steps visit; the names are those of diffusers.</summary>
public enum TimestepSpacing
{
    /// <summary>Multiples of T div n, plus an offset. Starts below T − 1 although the input is pure noise: so it was published.</summary>
    Leading = 0,

    /// <summary>n values from 0 to T − 1, both included, rounded half to even.</summary>
    Linspace,

    /// <summary>T, T − T/n, …, rounded half to even, minus 1.</summary>
    Trailing,
}
