namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// How far an embedding lies from those of successful rollouts, "pca_kmeans": the distance to the nearest of their centres, in the
/// coordinates of their principal components. One thread at a time; allocates at construction only.
/// </summary>
/// <param name="model">Where those embeddings lie; see <see cref="PcaKMeansFit"/>.</param>
public sealed class PcaKMeansScore(PcaKMeansModel model) : IFailureScore
{
    private readonly double[] _centred = new double[model.EmbeddingSize];
    private readonly double[] _coordinates = new double[model.ComponentCount];

    /// <inheritdoc/>
    public string Name => "pca_kmeans";

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => input.Insight.Embedding.Length == model.EmbeddingSize;

    /// <inheritdoc/>
    public double Score(in ScoreInput input)
    {
        if (!HasInput(in input))
            return double.NaN;
        Project(input.Insight.Embedding.Span);
        var centres = model.Centres.Span;
        var nearest = double.PositiveInfinity;
        for (var at = 0; at < centres.Length; at += _coordinates.Length)
        {
            var sum = 0.0;
            for (var p = 0; p < _coordinates.Length; p++)
            {
                var distance = _coordinates[p] - centres[at + p];
                sum += distance * distance;
            }

            nearest = Math.Min(nearest, sum);
        }

        return Math.Sqrt(nearest);
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    private void Project(ReadOnlySpan<float> embedding)
    {
        var mean = model.Mean.Span;
        for (var i = 0; i < _centred.Length; i++)
            _centred[i] = embedding[i] - mean[i];
        for (var p = 0; p < _coordinates.Length; p++)
        {
            var component = model.Components.Span.Slice(p * _centred.Length, _centred.Length);
            var sum = 0.0;
            for (var i = 0; i < component.Length; i++)
                sum += component[i] * _centred[i];
            _coordinates[p] = sum;
        }
    }
}
