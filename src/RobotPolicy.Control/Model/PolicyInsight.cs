namespace RobotPolicy.Control.Model;

/// <summary>
/// What the last inference of a policy left behind for those who judge it. Allocated once and filled again by every inference; read
/// by the inference thread before the next one.
/// </summary>
public sealed class PolicyInsight
{
    /// <summary>Memory that inferences fill.</summary>
    /// <param name="embedding">The policy's own encoding of the observation; empty where it gives none.</param>
    /// <param name="samples">Sampled chunks, row-major [<paramref name="sampleCount"/>, <paramref name="sampleSteps"/>, <paramref name="actionSize"/>].</param>
    /// <param name="sampleCount">Sampled chunks B.</param>
    /// <param name="sampleSteps">Actions in a sampled chunk, past ones included.</param>
    /// <param name="pastSteps">Actions at the front of a sampled chunk that are past already.</param>
    /// <param name="actionSize">Numbers in an action.</param>
    public PolicyInsight(
        ReadOnlyMemory<float> embedding, ReadOnlyMemory<float> samples, int sampleCount, int sampleSteps, int pastSteps, int actionSize)
    {
        if (samples.Length != sampleCount * sampleSteps * actionSize)
            throw new ArgumentException($"Expected {sampleCount} × {sampleSteps} × {actionSize} numbers, got {samples.Length}.", nameof(samples));
        (Embedding, Samples) = (embedding, samples);
        (SampleCount, SampleSteps, PastSteps, ActionSize) = (sampleCount, sampleSteps, pastSteps, actionSize);
    }

    /// <summary>A policy that lets nobody look.</summary>
    public static PolicyInsight None { get; } = new(default, default, 0, 0, 0, 0);

    /// <summary>The policy's own encoding of the observation, not normalised; empty where it gives none.</summary>
    public ReadOnlyMemory<float> Embedding { get; }

    /// <summary>
    /// Sampled chunks in the policy's normalised units and order, row-major [<see cref="SampleCount"/>, <see cref="SampleSteps"/>,
    /// <see cref="ActionSize"/>]; one for a policy that does not sample.
    /// </summary>
    public ReadOnlyMemory<float> Samples { get; }

    /// <summary>Sampled chunks B.</summary>
    public int SampleCount { get; }

    /// <summary>Actions in a sampled chunk, past ones included.</summary>
    public int SampleSteps { get; }

    /// <summary>Actions at the front of a sampled chunk that are past already.</summary>
    public int PastSteps { get; }

    /// <summary>Numbers in an action.</summary>
    public int ActionSize { get; }

    /// <summary>
    /// The chunk that was handed out, in the policy's normalised units and order, row-major [<see cref="SampleSteps"/> −
    /// <see cref="PastSteps"/>, <see cref="ActionSize"/>]; empty until the policy has given one. The policy sets it with every inference.
    /// </summary>
    public ReadOnlyMemory<float> Executed { get; set; }

    /// <summary>One sampled chunk, row-major [<see cref="SampleSteps"/>, <see cref="ActionSize"/>].</summary>
    public ReadOnlySpan<float> Sample(int index) => Samples.Span.Slice(index * SampleSteps * ActionSize, SampleSteps * ActionSize);
}
