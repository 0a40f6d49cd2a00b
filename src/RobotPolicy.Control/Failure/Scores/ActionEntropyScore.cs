namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// Entropy of the sampled chunks, "ace" (FIPER, arXiv 2510.09459): for each action to come, the samples are counted in cells of a grid
/// that begins 1 % of their span below the least of them, E_h = −Σ p·log2 p; the score is the mean over the actions, 0 to log2 B. Unlike
/// a variance it stays small where a policy has a few distinct ways of going on. One thread at a time; allocates at construction only.
/// </summary>
public sealed class ActionEntropyScore : IFailureScore
{
    private const double Margin = 0.01;

    private readonly SampleShape _shape;
    private readonly int[] _dimensions;
    private readonly double[] _cellSizes;
    private readonly double[] _values;
    private readonly CellCounter _cells;

    /// <summary>A score for samples of such sizes.</summary>
    /// <param name="shape">Sizes of the samples; at least two of them.</param>
    /// <param name="dimensions">Numbers of an action that it looks at: positions of the end effectors, or joints.</param>
    /// <param name="cellSizes">Edge of a cell in each of them, above 0; see <see cref="SampleRanges.CellSizes"/>.</param>
    public ActionEntropyScore(SampleShape shape, ReadOnlySpan<int> dimensions, ReadOnlySpan<double> cellSizes)
    {
        shape.Check(dimensions, leastCount: 2);
        if (cellSizes.Length != dimensions.Length)
            throw new ArgumentException($"Expected {dimensions.Length} cell sizes, got {cellSizes.Length}.", nameof(cellSizes));
        foreach (var size in cellSizes)
        {
            if (!double.IsFinite(size) || size <= 0)
                throw new ArgumentOutOfRangeException(nameof(cellSizes), size, "A cell must have a size above 0.");
        }

        _shape = shape;
        _dimensions = dimensions.ToArray();
        _cellSizes = cellSizes.ToArray();
        _values = new double[shape.Count];
        _cells = new CellCounter(shape.Count, dimensions.Length);
    }

    /// <inheritdoc/>
    public string Name => "ace";

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
            for (var k = 0; k < _dimensions.Length; k++)
            {
                if (!PlaceInCells(samples[((step * _shape.ActionSize) + _dimensions[k])..], k))
                    return double.NaN;
            }

            sum += _cells.Entropy();
        }

        return sum / _shape.FutureSteps;
    }

    /// <inheritdoc/>
    public void Reset()
    {
    }

    /// <summary>Finds the cell of every sample along a dimension; false where a sample is not finite.</summary>
    private bool PlaceInCells(ReadOnlySpan<float> samples, int dimension)
    {
        var stride = _shape.Steps * _shape.ActionSize;
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        var isFinite = true;
        for (int b = 0, at = 0; b < _values.Length; b++, at += stride)
        {
            double value = samples[at];
            isFinite &= double.IsFinite(value);
            low = Math.Min(low, value);
            high = Math.Max(high, value);
            _values[b] = value;
        }

        if (!isFinite)
            return false;
        low -= Margin * (high - low);
        var size = _cellSizes[dimension];
        var cells = _cells.Coordinates(dimension);
        for (var b = 0; b < cells.Length; b++)
            cells[b] = Cell(_values[b], low, size);
        return true;
    }

    /// <summary>Number of edges low, low + size, … that are not above the value, less one.</summary>
    private static long Cell(double value, double low, double size)
    {
        var cell = unchecked((long)((value - low) / size));

        // The quotient may round across an edge that the edges' own arithmetic does not reach.
        if (low + ((cell + 1) * size) <= value)
            cell++;
        else if (low + (cell * size) > value && cell > 0)
            cell--;
        return cell;
    }
}
