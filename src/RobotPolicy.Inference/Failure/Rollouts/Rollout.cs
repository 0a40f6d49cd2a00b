using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>
/// The policy calls of one episode, as scores need them: N calls in order. Immutable; any thread. <see cref="Check"/> says whether the
/// memory fits the sizes; reader and collector give only rollouts that do.
/// </summary>
public sealed class Rollout
{
    private RolloutInfo _info = null!;

    /// <summary>What is known about the episode.</summary>
    public required RolloutInfo Info
    {
        get => _info;
        init => _info = value;
    }

    /// <summary>Policy calls N.</summary>
    public required int Count { get; init; }

    /// <summary>Numbers d in an embedding; 0 where the policy gives none.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>Sampled chunks B of a call.</summary>
    public required int SampleCount { get; init; }

    /// <summary>Actions in a sampled chunk, past ones included.</summary>
    public required int SampleSteps { get; init; }

    /// <summary>Actions at the front of a sampled chunk that are past already.</summary>
    public required int PastSteps { get; init; }

    /// <summary>Numbers in a sampled action.</summary>
    public required int ActionSize { get; init; }

    /// <summary>Actions H in a chunk that was handed out.</summary>
    public required int Horizon { get; init; }

    /// <summary>Joints J of the robot.</summary>
    public required int JointCount { get; init; }

    /// <summary>Time from one action to the next, in nanoseconds.</summary>
    public required long IntervalNs { get; init; }

    /// <summary>Calls at the end that did not fit in memory and are missing.</summary>
    public long Dropped { get; init; }

    /// <summary>Embeddings, row-major [N, d], not normalised.</summary>
    public required ReadOnlyMemory<float> Embeddings { get; init; }

    /// <summary>Sampled chunks in the policy's normalised units, row-major [N, B, steps, A].</summary>
    public required ReadOnlyMemory<float> Samples { get; init; }

    /// <summary>Chunks that were handed out, row-major [N, H, J], in the robot's order; radians or metres.</summary>
    public required ReadOnlyMemory<double> Actions { get; init; }

    /// <summary>The same chunks in the policy's normalised units and order, row-major [N, E]; empty where the policy does not give them.</summary>
    public required ReadOnlyMemory<float> Executed { get; init; }

    /// <summary>Times of the observations [N], on the monotonic clock, in nanoseconds.</summary>
    public required ReadOnlyMemory<long> StartNs { get; init; }

    /// <summary>Times spent inside the model [N], in nanoseconds.</summary>
    public required ReadOnlyMemory<long> ModelNs { get; init; }

    /// <summary>Epochs of the calls [N].</summary>
    public required ReadOnlyMemory<long> Epochs { get; init; }

    /// <summary>Whether the epoch of a call is the first of its task [N].</summary>
    public required ReadOnlyMemory<bool> IsTaskStart { get; init; }

    /// <summary>Embedding of one call [d].</summary>
    public ReadOnlySpan<float> Embedding(int call) => Embeddings.Span.Slice(call * EmbeddingSize, EmbeddingSize);

    /// <summary>The chunk that one call handed out, row-major [H, J].</summary>
    public ReadOnlySpan<double> Chunk(int call) => Actions.Span.Slice(call * Horizon * JointCount, Horizon * JointCount);

    /// <summary>Numbers E of a chunk in the policy's normalised units; 0 where the policy does not give them.</summary>
    public int ExecutedSize => Count == 0 ? 0 : Executed.Length / Count;

    /// <summary>What the policy let look at in one call.</summary>
    public PolicyInsight Insight(int call)
    {
        var samples = SampleCount * SampleSteps * ActionSize;
        return new PolicyInsight(
            Embeddings.Slice(call * EmbeddingSize, EmbeddingSize), Samples.Slice(call * samples, samples), SampleCount, SampleSteps, PastSteps, ActionSize)
        {
            Executed = Executed.Slice(call * ExecutedSize, ExecutedSize),
        };
    }

    /// <summary>Fills a chunk as the call did.</summary>
    /// <param name="call">Number of the call, from 0.</param>
    /// <param name="chunk">Receives it; [<see cref="Horizon"/>, <see cref="JointCount"/>].</param>
    public void CopyChunk(int call, ActionChunk chunk)
    {
        if (chunk.Horizon != Horizon || chunk.JointCount != JointCount)
            throw new ArgumentException($"Expected a chunk of {Horizon} × {JointCount}, got {chunk.Horizon} × {chunk.JointCount}.", nameof(chunk));
        Chunk(call).CopyTo(chunk.Actions);
        (chunk.Id, chunk.Epoch, chunk.IntervalNs) = (call, Epochs.Span[call], IntervalNs);
        (chunk.StartNs, chunk.ModelNs) = (StartNs.Span[call], ModelNs.Span[call]);
    }

    /// <summary>The same calls, of whose episode something else is known.</summary>
    public Rollout With(RolloutInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        var other = (Rollout)MemberwiseClone();
        other._info = info;
        return other;
    }

    /// <summary>What does not fit together; <see langword="null"/> where all does.</summary>
    public string? Check()
    {
        if (Count < 1 || EmbeddingSize < 0 || SampleCount < 0 || SampleSteps < 0 || ActionSize < 0 || Horizon < 1 || JointCount < 1)
            return "sizes that are negative, or no call at all";
        if (PastSteps < 0 || PastSteps > SampleSteps)
            return $"{PastSteps} past actions in a chunk of {SampleSteps}";
        if (IntervalNs < 1 || Dropped < 0)
            return $"an action interval of {IntervalNs} ns, {Dropped} calls dropped";
        var n = (long)Count;
        return Embeddings.Length != n * EmbeddingSize ? "embeddings of another size"
            : Samples.Length != (Int128)n * SampleCount * SampleSteps * ActionSize ? "samples of another size"
            : Actions.Length != (Int128)n * Horizon * JointCount ? "chunks of another size"
            : Executed.Length % n != 0 ? "normalised chunks of another size"
            : StartNs.Length != n || ModelNs.Length != n || Epochs.Length != n || IsTaskStart.Length != n ? "lists of calls of another length"
            : null;
    }
}
