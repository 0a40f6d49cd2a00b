using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Failure.Scores;

/// <summary>Between what values the samples of the calibration lie, number by number of an action. Set-up; one thread at a time.</summary>
/// <param name="actionSize">Numbers in an action.</param>
public sealed class SampleRanges(int actionSize)
{
    /// <summary>Edge of a cell as a share of a range.</summary>
    public const double CellShare = 0.03;

    private readonly double[] _low = Filled(actionSize, double.PositiveInfinity);
    private readonly double[] _high = Filled(actionSize, double.NegativeInfinity);

    /// <summary>Takes in what a call of the calibration sampled; actions that were past already do not count.</summary>
    public void Add(PolicyInsight insight)
    {
        if (insight.ActionSize != actionSize)
            throw new ArgumentException($"Expected actions of {actionSize} numbers, got {insight.ActionSize}.", nameof(insight));
        for (var b = 0; b < insight.SampleCount; b++)
        {
            var sample = insight.Sample(b);
            for (var i = insight.PastSteps * actionSize; i < sample.Length; i++)
            {
                if (!float.IsFinite(sample[i]))
                    throw new ArgumentException($"Sample {b} holds {sample[i]}.", nameof(insight));
                var k = i % actionSize;
                (_low[k], _high[k]) = (Math.Min(_low[k], sample[i]), Math.Max(_high[k], sample[i]));
            }
        }
    }

    /// <summary>Range of each dimension; one that never moved has the greatest of the others.</summary>
    /// <exception cref="InvalidOperationException">There were no samples, or none of them ever moved.</exception>
    public double[] Ranges(ReadOnlySpan<int> dimensions)
    {
        var ranges = new double[dimensions.Length];
        for (var k = 0; k < ranges.Length; k++)
            ranges[k] = Math.Max(0, _high[dimensions[k]] - _low[dimensions[k]]);
        var widest = ranges.Max();
        if (widest <= 0)
            throw new InvalidOperationException("The samples never moved in any of the dimensions, so they have no range.");
        for (var k = 0; k < ranges.Length; k++)
            ranges[k] = ranges[k] > 0 ? ranges[k] : widest;
        return ranges;
    }

    /// <summary>Edges of the cells of <see cref="ActionEntropyScore"/>: 3 % of each range.</summary>
    public double[] CellSizes(ReadOnlySpan<int> dimensions) => [.. Ranges(dimensions).Select(range => CellShare * range)];

    private static double[] Filled(int length, double value)
    {
        var values = new double[length];
        Array.Fill(values, value);
        return values;
    }
}
