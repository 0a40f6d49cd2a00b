namespace RobotPolicy.Inference.Sampling.Noise;

/// <summary>Plays recorded noise back, in the order in which it was drawn.</summary>
public sealed class RecordedNoise : INoiseSource
{
    private readonly float[] _values;
    private int _next;

    /// <param name="values">The values of every draw, one after the other; copied.</param>
    /// <exception cref="ArgumentException">A value is not finite.</exception>
    public RecordedNoise(ReadOnlySpan<float> values)
    {
        if (values.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw new ArgumentException("Recorded noise must be finite.", nameof(values));
        _values = values.ToArray();
    }

    /// <summary>Values that are left.</summary>
    public int Remaining => _values.Length - _next;

    /// <summary>Goes back to the first value.</summary>
    public void Rewind() => _next = 0;

    /// <inheritdoc/>
    public bool TryFill(Span<float> values, int rows)
    {
        if (values.Length > Remaining)
            return false;
        _values.AsSpan(_next, values.Length).CopyTo(values);
        _next += values.Length;
        return true;
    }
}
