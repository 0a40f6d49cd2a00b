using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Failure;

/// <summary>The entropy of sampled chunks as one writes it down: a dictionary of cells for every action.</summary>
internal static class NaiveEntropy
{
    private const double Margin = 0.01;

    /// <summary>Mean over the actions of −Σ p·log2 p, for actions of three numbers.</summary>
    public static double Of(PolicyInsight insight, double cellSize)
    {
        var sum = 0.0;
        for (var step = insight.PastSteps; step < insight.SampleSteps; step++)
        {
            var lows = new double[insight.ActionSize];
            for (var k = 0; k < lows.Length; k++)
            {
                var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
                for (var b = 0; b < insight.SampleCount; b++)
                {
                    var value = insight.Sample(b)[(step * insight.ActionSize) + k];
                    (low, high) = (Math.Min(low, value), Math.Max(high, value));
                }

                lows[k] = low - (Margin * (high - low));
            }

            var cells = new Dictionary<(long, long, long), int>();
            for (var b = 0; b < insight.SampleCount; b++)
            {
                var action = insight.Sample(b).Slice(step * insight.ActionSize, insight.ActionSize);
                var cell = (Cell(action[0], lows[0], cellSize), Cell(action[1], lows[1], cellSize), Cell(action[2], lows[2], cellSize));
                cells[cell] = cells.GetValueOrDefault(cell) + 1;
            }

            foreach (var count in cells.Values)
            {
                var p = (double)count / insight.SampleCount;
                sum -= p * Math.Log2(p);
            }
        }

        return sum / (insight.SampleSteps - insight.PastSteps);
    }

    private static long Cell(double value, double low, double size) => (long)Math.Floor((value - low) / size);
}
