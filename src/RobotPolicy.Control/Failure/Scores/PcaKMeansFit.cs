namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Fits <see cref="PcaKMeansModel"/> to the embeddings of successful rollouts. Set-up; the same numbers for the same seed.</summary>
public static class PcaKMeansFit
{
    /// <summary>Components of the published baseline.</summary>
    public const int DefaultComponents = 10;

    /// <summary>Clusters of the published baseline.</summary>
    public const int DefaultClusters = 64;

    /// <summary>Finds principal components and, in their coordinates, centres by k-means.</summary>
    /// <param name="embeddings">Embeddings of the same size; at least two that differ.</param>
    /// <param name="components">Most components; there are no more than the embeddings span.</param>
    /// <param name="clusters">Most centres; there are no more than different embeddings.</param>
    /// <param name="seed">Seed of the first centres.</param>
    /// <exception cref="ArgumentException">Too few embeddings, of different sizes, not finite, or all the same.</exception>
    public static PcaKMeansModel Fit(
        IReadOnlyList<float[]> embeddings, int components = DefaultComponents, int clusters = DefaultClusters, int seed = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(clusters, 1);
        if (embeddings.Count < 2)
            throw new ArgumentException($"Expected at least two embeddings, got {embeddings.Count}.", nameof(embeddings));
        var size = embeddings[0].Length;
        for (var i = 0; i < embeddings.Count; i++)
        {
            if (embeddings[i].Length != size)
                throw new ArgumentException($"Embedding {i} has {embeddings[i].Length} numbers, the first has {size}.", nameof(embeddings));
            if (Array.Exists(embeddings[i], value => !float.IsFinite(value)))
                throw new ArgumentException($"Embedding {i} holds numbers that are not finite.", nameof(embeddings));
        }

        var mean = new double[size];
        foreach (var embedding in embeddings)
        {
            for (var i = 0; i < size; i++)
                mean[i] += embedding[i] / (double)embeddings.Count;
        }

        double[][] centred = [.. embeddings.Select(embedding => embedding.Select((value, i) => value - mean[i]).ToArray())];
        var axes = PrincipalAxes.Find(centred, Math.Min(components, size));
        if (axes.Length == 0)
            throw new ArgumentException("All embeddings are the same.", nameof(embeddings));
        double[][] points = [.. centred.Select(point => axes.Select(axis => PrincipalAxes.Dot(axis, point)).ToArray())];
        var centres = KMeans.Find(points, clusters, new Random(seed));
        return new PcaKMeansModel(mean, axes.SelectMany(axis => axis).ToArray(), centres.SelectMany(centre => centre).ToArray());
    }
}
