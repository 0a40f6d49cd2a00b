namespace RobotPolicy.Control.Failure.Thresholds;

/// <summary>One threshold γ for every call. Immutable.</summary>
public sealed record ConstantThreshold
{
    /// <summary>A threshold.</summary>
    /// <param name="value">γ, above 0; +∞ where none could be certified.</param>
    public ConstantThreshold(double value)
    {
        if (!(value > 0))
            throw new ArgumentOutOfRangeException(nameof(value), value, "A threshold must be above 0.");
        Value = value;
    }

    /// <summary>γ; +∞ where none could be certified, which a monitor takes for no threshold.</summary>
    public double Value { get; }
}
