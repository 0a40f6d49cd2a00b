using System.Runtime.CompilerServices;

namespace RobotPolicy.Control.Model;

/// <summary>
/// What the last inferences of an epoch said about success, the newest first, as a value: whoever looks less often than a policy
/// infers still sees every one of them. NaN where an inference said nothing, or there was none.
/// </summary>
[InlineArray(Length)]
public struct RecentSuccess : IEquatable<RecentSuccess>
{
    /// <summary>Inferences that are remembered.</summary>
    public const int Length = 8;

#pragma warning disable IDE0044, IDE0051 // The field is the first element of the inline array; the runtime lays out the rest.
    private float _first;
#pragma warning restore IDE0044, IDE0051

    /// <summary>None has said anything.</summary>
    public static RecentSuccess None
    {
        get
        {
            var none = default(RecentSuccess);
            ((Span<float>)none).Fill(float.NaN);
            return none;
        }
    }

    /// <summary>Whether two remember the same.</summary>
    public static bool operator ==(RecentSuccess left, RecentSuccess right) => left.Equals(right);

    /// <summary>Whether two remember something else.</summary>
    public static bool operator !=(RecentSuccess left, RecentSuccess right) => !left.Equals(right);

    /// <summary>The same after one more inference.</summary>
    /// <param name="success">What it said; NaN for nothing.</param>
    public readonly RecentSuccess After(float success)
    {
        var next = this;
        Span<float> values = next;
        values[..^1].CopyTo(values[1..]);
        values[0] = success;
        return next;
    }

    /// <summary>The least that the last <paramref name="count"/> inferences said; NaN where one of them said nothing.</summary>
    /// <param name="count">1 to <see cref="Length"/>.</param>
    public readonly float Least(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Length);
        var least = float.PositiveInfinity;
        foreach (var value in ((ReadOnlySpan<float>)this)[..count])
        {
            if (!float.IsFinite(value))
                return float.NaN;
            least = Math.Min(least, value);
        }

        return least;
    }

    /// <inheritdoc/>
    public readonly bool Equals(RecentSuccess other) => ((ReadOnlySpan<float>)this).SequenceEqual(other);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RecentSuccess other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => this[0].GetHashCode();
}
