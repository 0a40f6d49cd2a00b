namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// How far the samples lie apart, "spread": their variance about their mean, averaged over dimensions and actions to come. For an ensemble
/// it is its members' disagreement. Large as well where a policy has several good ways of going on. One thread at a time.
/// </summary>
public sealed class SpreadScore : IFailureScore
{
    private readonly SampleShape _shape;
    private readonly int[] _dimensions;

    /// <summary>A score for samples of such sizes.</summary>
    /// <param name="shape">Sizes of the samples; at least two of them.</param>
    /// <param name="dimensions">Numbers of an action that it looks at.</param>
    public SpreadScore(SampleShape shape, ReadOnlySpan<int> dimensions)
    {
        shape.Check(dimensions, leastCount: 2);
        _shape = shape;
        _dimensions = dimensions.ToArray();
    }

    /// <inheritdoc/>
    public string Name => "spread";

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => SampleShape.Of(input.Insight) == _shape;

    /// <inheritdoc/>
    public double Score(in ScoreInput input)
    {
        if (!HasInput(in input))
            return double.NaN;
        var samples = input.Insight.Samples.Span;
        var sum = 0.0;
        for (var step = _shape.PastSteps; step < _shape.Steps; step++)
        {
            foreach (var dimension in _dimensions)
                sum += Variance(samples[((step * _shape.ActionSize) + dimension)..]);
        }

        return sum / (_shape.FutureSteps * _dimensions.Length);
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    private double Variance(ReadOnlySpan<float> samples)
    {
        var stride = _shape.Steps * _shape.ActionSize;
        var mean = 0.0;
        for (var b = 0; b < _shape.Count; b++)
            mean += samples[b * stride];
        mean /= _shape.Count;
        var squares = 0.0;
        for (var b = 0; b < _shape.Count; b++)
        {
            var distance = samples[b * stride] - mean;
            squares += distance * distance;
        }

        return squares / _shape.Count;
    }
}
