using System.Collections.Immutable;

namespace RobotPolicy.Control.Failure.Thresholds;

/// <summary>A threshold γ_t for every call of a task, from its start. Immutable.</summary>
public sealed record TimeVaryingThreshold
{
    /// <summary>A table; calls beyond it get its last value.</summary>
    /// <param name="values">γ_t by call, each above 0; +∞ where none could be certified.</param>
    public TimeVaryingThreshold(ImmutableArray<double> values)
        : this(values, values.IsDefaultOrEmpty ? double.NaN : values[^1])
    {
    }

    /// <summary>A table with a value of its own for calls beyond it.</summary>
    /// <param name="values">γ_t by call, each above 0; +∞ where none could be certified.</param>
    /// <param name="beyond">γ for every call beyond the table.</param>
    public TimeVaryingThreshold(ImmutableArray<double> values, double beyond)
    {
        if (values.IsDefaultOrEmpty)
            throw new ArgumentException("A threshold that varies needs at least one call.", nameof(values));
        for (var t = 0; t < values.Length; t++)
        {
            if (!(values[t] > 0))
                throw new ArgumentOutOfRangeException(nameof(values), values[t], $"The threshold of call {t} must be above 0.");
        }

        if (!(beyond > 0))
            throw new ArgumentOutOfRangeException(nameof(beyond), beyond, "The threshold beyond the table must be above 0.");
        (Values, Beyond) = (values, beyond);
    }

    /// <summary>γ_t by call.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>γ for every call beyond <see cref="Values"/>.</summary>
    public double Beyond { get; }

    /// <summary>γ of a call, from 0.</summary>
    public double At(int call) => call < Values.Length ? Values[call] : Beyond;

    /// <summary>Whether a call lies beyond every rollout that the table was made of.</summary>
    public bool IsOvertime(int call) => call >= Values.Length;

    /// <summary>Whether the other holds the same values.</summary>
    public bool Equals(TimeVaryingThreshold? other) =>
        other is not null && Beyond.Equals(other.Beyond) && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Values.Length, Values[0], Values[^1], Beyond);
}
