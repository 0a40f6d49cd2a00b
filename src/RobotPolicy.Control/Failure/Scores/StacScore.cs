namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// How differently the policy goes on from what it meant to do at the call before, "stac": the squared maximum mean discrepancy between
/// the samples of consecutive calls where both speak of the same time, with biased means and the kernel exp(−γ·d²), γ = 1/(2·median of
/// the positive d²) over all pairs; 0 at the first call of an epoch. Grows with B². One thread at a time; allocates at construction only.
/// </summary>
public sealed class StacScore : IFailureScore
{
    private readonly SampleShape _shape;
    private readonly int[] _dimensions;
    private readonly double[] _points;
    private readonly double[] _distances;
    private readonly double[] _positive;
    private readonly float[] _previous;
    private bool _hasPrevious;
    private bool _wasTold;

    /// <summary>A score for samples of such sizes.</summary>
    /// <param name="shape">Sizes of the samples; at least two of them.</param>
    /// <param name="dimensions">Numbers of an action that it looks at.</param>
    public StacScore(SampleShape shape, ReadOnlySpan<int> dimensions)
    {
        shape.Check(dimensions, leastCount: 2);
        _shape = shape;
        _dimensions = dimensions.ToArray();
        var points = 2 * shape.Count;
        _points = new double[points * shape.FutureSteps * dimensions.Length];
        _distances = new double[points * (points - 1) / 2];
        _positive = new double[_distances.Length];
        _previous = new float[shape.Count * shape.Steps * shape.ActionSize];
    }

    /// <inheritdoc/>
    public string Name => "stac";

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => _wasTold;

    /// <inheritdoc/>
    public double Score(in ScoreInput input)
    {
        if (SampleShape.Of(input.Insight) != _shape)
        {
            _hasPrevious = _wasTold = false;
            return double.NaN;
        }

        var samples = input.Insight.Samples.Span;
        var common = _shape.FutureSteps - input.ElapsedSteps;
        var isFirst = input.Call == 0;
        _wasTold = isFirst || (_hasPrevious && common > 0);
        var score = isFirst ? 0 : _wasTold ? Discrepancy(samples, input.ElapsedSteps, common) : double.NaN;
        samples.CopyTo(_previous);
        _hasPrevious = true;
        return score;
    }

    /// <inheritdoc/>
    public void Reset() => _hasPrevious = false;

    private double Discrepancy(ReadOnlySpan<float> samples, int elapsed, int common)
    {
        var size = common * _dimensions.Length;
        Gather(_previous, _shape.PastSteps + elapsed, common, 0);
        Gather(samples, _shape.PastSteps, common, _shape.Count * size);

        var pairs = 0;
        var positive = 0;
        var isFinite = true;
        var points = 2 * _shape.Count;
        for (var i = 1; i < points; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var distance = SquaredDistance(_points.AsSpan(i * size, size), _points.AsSpan(j * size, size));
                isFinite &= double.IsFinite(distance);
                _distances[pairs++] = distance;
                if (distance > 0)
                    _positive[positive++] = distance;
            }
        }

        if (!isFinite)
            return double.NaN;
        return positive == 0 ? 0 : KernelMeans(1 / (2 * Selection.Median(_positive.AsSpan(0, positive))));
    }

    private double KernelMeans(double gamma)
    {
        var (within, across) = (0.0, 0.0);
        var pair = 0;
        for (var i = 1; i < 2 * _shape.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var kernel = Math.Exp(-gamma * _distances[pair++]);
                if (i >= _shape.Count && j < _shape.Count)
                    across += kernel;
                else
                    within += kernel;
            }
        }

        // Each pair within a set stands twice in its mean, and each point once with itself.
        var squared = (double)_shape.Count * _shape.Count;
        return Math.Max(0, (((2 * within) + (2 * _shape.Count)) / squared) - (2 * across / squared));
    }

    private void Gather(ReadOnlySpan<float> samples, int firstStep, int steps, int at)
    {
        for (var b = 0; b < _shape.Count; b++)
        {
            for (var step = firstStep; step < firstStep + steps; step++)
            {
                var action = samples.Slice(((b * _shape.Steps) + step) * _shape.ActionSize, _shape.ActionSize);
                foreach (var dimension in _dimensions)
                    _points[at++] = action[dimension];
            }
        }
    }

    private static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            var distance = a[i] - b[i];
            sum += distance * distance;
        }

        return sum;
    }
}
