namespace RobotPolicy.Inference.Sampling;

/// <summary>Dimensions of what is sampled.</summary>
/// <param name="Candidates">Samples that are drawn together, as one batch.</param>
/// <param name="Horizon">Actions in a sample.</param>
/// <param name="ActionSize">Numbers in an action.</param>
/// <param name="PerPositionTimesteps">Whether the network takes a timestep for every action instead of one for the sample.</param>
public sealed record SamplerShape(int Candidates, int Horizon, int ActionSize, bool PerPositionTimesteps = false)
{
    /// <summary>Largest number of values in all candidates together.</summary>
    public const int MaxValues = 1 << 24;

    /// <summary>Numbers in one sample.</summary>
    public int RowLength => Horizon * ActionSize;

    /// <summary>Numbers in all candidates.</summary>
    public int Length => Candidates * RowLength;

    internal void Validate(SpecCheck check)
    {
        check.Range("candidates", Candidates, 1, 4096);
        check.Range("horizon", Horizon, 1, 4096);
        check.Range("action size", ActionSize, 1, 4096);
        if ((long)Candidates * Math.Max(1, Horizon) * Math.Max(1, ActionSize) > MaxValues)
            check.Fail("candidates", $"at most {MaxValues} values in all candidates", $"{Candidates} × {Horizon} × {ActionSize}");
    }
}
