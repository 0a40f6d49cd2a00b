namespace RobotPolicy.Inference.Sampling.Chunking;

/// <summary>
/// Real-Time Chunking at inference time (Black, Galliker and Levine 2025): pulls the flow towards what is left of the previous
/// chunk, so that the new one joins it. The Jacobian of the estimate is taken as the identity, as LeRobot does; that needs no
/// backward pass. For flows only. Used by the thread that samples.
/// </summary>
public sealed class ChunkGuidance : IStepHook
{
    private readonly SamplerShape _shape;
    private readonly PrefixSchedule _schedule;
    private readonly float _maxWeight;
    private readonly float[] _target;
    private readonly float[] _weights;
    private bool _active;

    /// <param name="shape">Dimensions of the sampler.</param>
    /// <param name="schedule">How the pull fades.</param>
    /// <param name="maxWeight">Largest guidance weight β, above 0: 5 in the paper, 10 in LeRobot.</param>
    public ChunkGuidance(SamplerShape shape, PrefixSchedule schedule = PrefixSchedule.Exponential, double maxWeight = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxWeight);
        if (!Enum.IsDefined(schedule))
            throw new ArgumentOutOfRangeException(nameof(schedule), schedule, "An unknown schedule.");
        _shape = shape;
        _schedule = schedule;
        _maxWeight = (float)maxWeight;
        _target = new float[shape.RowLength];
        _weights = new float[shape.Horizon];
    }

    /// <summary>Weight of every position for the coming inference.</summary>
    public ReadOnlySpan<float> Weights => _weights;

    /// <summary>Sets what the coming inference is pulled towards.</summary>
    /// <param name="remainder">
    /// What is left of the previous chunk, normalised, its first action at position 0 of the new chunk: [at most horizon, action
    /// size]. Copied.
    /// </param>
    /// <param name="delay">Actions d that will be executed before the new chunk is there; they get full weight.</param>
    /// <param name="executionHorizon">Actions s that are executed of each chunk; the last s of the new chunk are free.</param>
    public void Begin(ReadOnlySpan<float> remainder, int delay, int executionHorizon)
    {
        if (remainder.Length > _target.Length || remainder.Length % _shape.ActionSize != 0)
            throw new ArgumentException($"Expected at most {_shape.Horizon} actions of {_shape.ActionSize} numbers, got {remainder.Length} numbers.", nameof(remainder));
        ArgumentOutOfRangeException.ThrowIfNegative(delay);
        ArgumentOutOfRangeException.ThrowIfNegative(executionHorizon);

        remainder.CopyTo(_target);
        _target.AsSpan(remainder.Length).Clear();

        // Nothing pulls where the previous chunk says nothing.
        var end = Math.Max(0, Math.Min(_shape.Horizon - executionHorizon, remainder.Length / _shape.ActionSize));
        FillWeights(_weights, Math.Min(delay, end), end, _schedule);
        _active = end > 0;
    }

    /// <summary>Forgets the previous chunk; called at the start of an epoch. Sampling is then as if there were no guidance.</summary>
    public void Reset() => _active = false;

    /// <inheritdoc/>
    public void BeforeEvaluation(in SamplingStep step, Span<float> sample, Span<float> timesteps)
    {
    }

    /// <inheritdoc/>
    public void AfterEvaluation(in SamplingStep step, ReadOnlySpan<float> sample, Span<float> prediction)
    {
        if (!_active)
            return;
        if (float.IsNaN(step.Progress))
            throw new InvalidOperationException("Chunk guidance is for flows; this sampler has no flow time.");

        var rest = 1 - step.Progress;
        var pull = GuidanceWeight(step.Progress, _maxWeight);
        for (var i = 0; i < sample.Length; i++)
        {
            var inRow = i % _shape.RowLength;
            var weight = _weights[inRow / _shape.ActionSize];
            if (weight == 0)
                continue;
            var velocity = step.VelocitySign * prediction[i];
            var estimate = sample[i] + (rest * velocity);
            prediction[i] = step.VelocitySign * (velocity + (pull * weight * (_target[inRow] - estimate)));
        }
    }

    /// <inheritdoc/>
    public void AfterLastStep(Span<float> sample)
    {
    }

    /// <summary>min(β, τ/(1−τ) + (1−τ)/τ).</summary>
    internal static float GuidanceWeight(float progress, float maxWeight) =>
        progress is <= 0 or >= 1 ? maxWeight : Math.Min(maxWeight, (progress / (1 - progress)) + ((1 - progress) / progress));

    internal static void FillWeights(Span<float> weights, int delay, int end, PrefixSchedule schedule)
    {
        for (var i = 0; i < weights.Length; i++)
        {
            var c = (end - i) / (double)(end - delay + 1);
            weights[i] = i < delay ? 1 : i >= end ? 0 : (float)(schedule switch
            {
                PrefixSchedule.Exponential => c * (Math.Exp(c) - 1) / (Math.E - 1),
                PrefixSchedule.Linear => c,
                PrefixSchedule.Ones => 1,
                _ => 0,
            });
        }
    }
}
