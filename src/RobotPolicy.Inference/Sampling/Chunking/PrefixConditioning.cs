namespace RobotPolicy.Inference.Sampling.Chunking;

/// <summary>
/// Training-time Real-Time Chunking (2025): the network was trained to see its first actions finished, so the committed ones are
/// put there, and it is told that they carry no noise. For flows whose network takes a timestep for every action. Used by the
/// thread that samples.
/// </summary>
public sealed class PrefixConditioning : IStepHook
{
    private readonly SamplerShape _shape;
    private readonly float _cleanTime;
    private readonly float[] _prefix;
    private int _length;

    /// <param name="spec">The flow, which says what time finished actions have.</param>
    /// <param name="shape">Dimensions of the sampler.</param>
    /// <exception cref="ArgumentException">The network takes one timestep for the whole sample.</exception>
    public PrefixConditioning(FlowSpec spec, SamplerShape shape)
    {
        if (!shape.PerPositionTimesteps)
            throw new ArgumentException("Conditioning on a prefix needs a timestep for every action.", nameof(shape));
        _shape = shape;
        _cleanTime = spec.Direction == FlowDirection.ZeroToOne ? (float)spec.TimeScale : 0;
        _prefix = new float[shape.RowLength];
    }

    /// <summary>Actions that are committed in the coming inference.</summary>
    public int Length => _length / _shape.ActionSize;

    /// <summary>Sets the committed actions of the coming inference.</summary>
    /// <param name="prefix">Normalised actions from position 0 on: [at most horizon, action size]. Copied.</param>
    public void Begin(ReadOnlySpan<float> prefix)
    {
        if (prefix.Length > _prefix.Length || prefix.Length % _shape.ActionSize != 0)
            throw new ArgumentException($"Expected at most {_shape.Horizon} actions of {_shape.ActionSize} numbers, got {prefix.Length} numbers.", nameof(prefix));
        prefix.CopyTo(_prefix);
        _length = prefix.Length;
    }

    /// <summary>Forgets them; called at the start of an epoch.</summary>
    public void Reset() => _length = 0;

    /// <inheritdoc/>
    public void BeforeEvaluation(in SamplingStep step, Span<float> sample, Span<float> timesteps)
    {
        Overwrite(sample);
        for (var row = 0; row < timesteps.Length; row += _shape.Horizon)
            timesteps.Slice(row, Length).Fill(_cleanTime);
    }

    /// <inheritdoc/>
    public void AfterEvaluation(in SamplingStep step, ReadOnlySpan<float> sample, Span<float> prediction)
    {
    }

    /// <inheritdoc/>
    public void AfterLastStep(Span<float> sample) => Overwrite(sample);

    private void Overwrite(Span<float> sample)
    {
        for (var row = 0; row < sample.Length; row += _shape.RowLength)
            _prefix.AsSpan(0, _length).CopyTo(sample[row..]);
    }
}
