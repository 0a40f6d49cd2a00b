using System.Runtime.CompilerServices;

namespace RobotPolicy.Control.Failure;

/// <summary>
/// The readings of all scores of a monitor, in its order, as a value. The runtime compares no inline arrays, and a record that holds
/// one could not be compared without it.
/// </summary>
[InlineArray(MaxCount)]
public struct ScoreReadings : IEquatable<ScoreReadings>
{
    /// <summary>Most scores of a monitor.</summary>
    public const int MaxCount = 4;

#pragma warning disable IDE0044, IDE0051 // The field is the first element of the inline array; the runtime lays out the rest.
    private ScoreReading _first;
#pragma warning restore IDE0044, IDE0051

    /// <summary>Whether every reading is the same.</summary>
    public static bool operator ==(in ScoreReadings left, in ScoreReadings right) => left.Equals(right);

    /// <summary>Whether a reading differs.</summary>
    public static bool operator !=(in ScoreReadings left, in ScoreReadings right) => !left.Equals(right);

    /// <inheritdoc/>
    public readonly bool Equals(ScoreReadings other) => ((ReadOnlySpan<ScoreReading>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is ScoreReadings other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (ref readonly var reading in (ReadOnlySpan<ScoreReading>)this)
            hash.Add(reading);
        return hash.ToHashCode();
    }
}
