namespace RobotPolicy.Control.Failure.Scores;

/// <summary>
/// How far a chunk departs from the one before where both speak of the same time, "consistency": the squared distance, each joint scaled
/// by its range, averaged over joints and common actions; 0 at the first call of an epoch. Looks at the chunk that was handed out, in the
/// policy's normalised units, which must stand for positions. One thread at a time; allocates at construction only.
/// </summary>
public sealed class ChunkConsistencyScore : IFailureScore
{
    private readonly int _steps;
    private readonly int _actionSize;
    private readonly int[] _dimensions;
    private readonly double[] _scales;
    private readonly float[] _previous;
    private bool _hasPrevious;
    private bool _wasTold;

    /// <summary>A score for chunks of such sizes.</summary>
    /// <param name="steps">Actions in a chunk that is handed out.</param>
    /// <param name="actionSize">Numbers in an action.</param>
    /// <param name="dimensions">Numbers of an action that it looks at.</param>
    /// <param name="ranges">Range of each of them in the calibration, above 0; see <see cref="SampleRanges.Ranges"/>.</param>
    public ChunkConsistencyScore(int steps, int actionSize, ReadOnlySpan<int> dimensions, ReadOnlySpan<double> ranges)
    {
        new SampleShape(1, steps, 0, actionSize).Check(dimensions, leastCount: 1);
        if (ranges.Length != dimensions.Length)
            throw new ArgumentException($"Expected {dimensions.Length} ranges, got {ranges.Length}.", nameof(ranges));
        (_steps, _actionSize) = (steps, actionSize);
        _dimensions = dimensions.ToArray();
        _scales = new double[ranges.Length];
        for (var k = 0; k < ranges.Length; k++)
        {
            if (!double.IsFinite(ranges[k]) || ranges[k] <= 0)
                throw new ArgumentOutOfRangeException(nameof(ranges), ranges[k], "A range must be above 0.");
            _scales[k] = 1 / ranges[k];
        }

        _previous = new float[steps * actionSize];
    }

    /// <inheritdoc/>
    public string Name => "consistency";

    /// <inheritdoc/>
    public bool HasInput(in ScoreInput input) => _wasTold;

    /// <inheritdoc/>
    public double Score(in ScoreInput input)
    {
        var executed = input.Insight.Executed.Span;
        if (executed.Length != _previous.Length)
        {
            _hasPrevious = _wasTold = false;
            return double.NaN;
        }

        var common = _steps - input.ElapsedSteps;
        var isFirst = input.Call == 0;
        _wasTold = isFirst || (_hasPrevious && common > 0);
        var score = isFirst ? 0 : _wasTold ? Distance(executed, input.ElapsedSteps, common) : double.NaN;
        executed.CopyTo(_previous);
        _hasPrevious = true;
        return score;
    }

    /// <inheritdoc/>
    public void Reset() => _hasPrevious = false;

    private double Distance(ReadOnlySpan<float> actions, int elapsed, int common)
    {
        var sum = 0.0;
        for (var i = 0; i < common; i++)
        {
            for (var k = 0; k < _dimensions.Length; k++)
            {
                var distance = (double)actions[(i * _actionSize) + _dimensions[k]] - _previous[((i + elapsed) * _actionSize) + _dimensions[k]];
                sum += distance * distance * _scales[k] * _scales[k];
            }
        }

        return sum / (common * _dimensions.Length);
    }
}
