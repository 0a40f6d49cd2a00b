namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Where embeddings of successful rollouts lie: centres in the plane of their principal components. Immutable.</summary>
public sealed class PcaKMeansModel
{
    /// <summary>A model of its numbers.</summary>
    /// <param name="mean">Mean of the embeddings, d numbers.</param>
    /// <param name="components">Principal components of length 1, row-major [p, d].</param>
    /// <param name="centres">Centres in their coordinates, row-major [k, p].</param>
    public PcaKMeansModel(ReadOnlySpan<double> mean, ReadOnlySpan<double> components, ReadOnlySpan<double> centres)
    {
        if (mean.IsEmpty || components.IsEmpty || components.Length % mean.Length != 0)
            throw new ArgumentException($"Expected components of {mean.Length} numbers each, got {components.Length} in all.", nameof(components));
        var size = components.Length / mean.Length;
        if (centres.IsEmpty || centres.Length % size != 0)
            throw new ArgumentException($"Expected centres of {size} numbers each, got {centres.Length} in all.", nameof(centres));
        foreach (var values in (ReadOnlySpan<double[]>)[mean.ToArray(), components.ToArray(), centres.ToArray()])
        {
            if (Array.Exists(values, value => !double.IsFinite(value)))
                throw new ArgumentException("A model must hold finite numbers only.");
        }

        (Mean, Components, Centres) = (mean.ToArray(), components.ToArray(), centres.ToArray());
        ComponentCount = size;
    }

    /// <summary>Mean of the embeddings, d numbers.</summary>
    public ReadOnlyMemory<double> Mean { get; }

    /// <summary>Principal components, row-major [p, d].</summary>
    public ReadOnlyMemory<double> Components { get; }

    /// <summary>Centres, row-major [k, p].</summary>
    public ReadOnlyMemory<double> Centres { get; }

    /// <summary>Numbers in an embedding, d.</summary>
    public int EmbeddingSize => Mean.Length;

    /// <summary>Principal components, p.</summary>
    public int ComponentCount { get; }

    /// <summary>Centres, k.</summary>
    public int CentreCount => Centres.Length / ComponentCount;
}
