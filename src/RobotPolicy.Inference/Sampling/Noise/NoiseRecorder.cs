namespace RobotPolicy.Inference.Sampling.Noise;

/// <summary>Passes noise on, and keeps a copy of what one inference drew.</summary>
public sealed class NoiseRecorder : INoiseSource
{
    private readonly INoiseSource _source;
    private readonly float[] _values;
    private int _count;

    /// <param name="source">Where the noise comes from.</param>
    /// <param name="capacity">Largest number of values to keep, such as <see cref="Sampler.MaxNoiseValues"/>.</param>
    public NoiseRecorder(INoiseSource source, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _source = source;
        _values = new float[capacity];
    }

    /// <summary>What was drawn since <see cref="Begin"/>, as far as there was room.</summary>
    public ReadOnlySpan<float> Values => _values.AsSpan(0, _count);

    /// <summary>Values that found no room since <see cref="Begin"/>; where it is not 0, the recording does not repeat the run.</summary>
    public int Dropped { get; private set; }

    /// <summary>Forgets what was kept.</summary>
    public void Begin()
    {
        _count = 0;
        Dropped = 0;
    }

    /// <inheritdoc/>
    public bool TryFill(Span<float> values, int rows)
    {
        if (!_source.TryFill(values, rows))
            return false;

        // Once something is missing, what follows would be played back in its place.
        if (Dropped > 0 || values.Length > _values.Length - _count)
        {
            Dropped += values.Length;
            return true;
        }

        values.CopyTo(_values.AsSpan(_count));
        _count += values.Length;
        return true;
    }
}
