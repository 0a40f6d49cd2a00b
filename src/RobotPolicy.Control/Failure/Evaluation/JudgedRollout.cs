using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure.Evaluation;

/// <summary>A rollout of which it is known how it ended, with the ratio that the monitor decided by at every call.</summary>
/// <param name="Ratios">Ratio by call; above 1, or not a number, is an alarm.</param>
/// <param name="Succeeded">Whether the task was done.</param>
public sealed record JudgedRollout(double[] Ratios, bool Succeeded)
{
    /// <summary>Call of the first alarm; -1 without one.</summary>
    public int FirstAlarm => Array.FindIndex(Ratios, ratio => !(ratio <= 1));

    /// <summary>The ratios η_t/γ of a rollout's window sums.</summary>
    public static double[] RatiosOf(ReadOnlySpan<double> sums, ConstantThreshold threshold)
    {
        var ratios = new double[sums.Length];
        for (var t = 0; t < ratios.Length; t++)
            ratios[t] = sums[t] / threshold.Value;
        return ratios;
    }

    /// <summary>The ratios η_t/γ_t of a rollout's window sums.</summary>
    public static double[] RatiosOf(ReadOnlySpan<double> sums, TimeVaryingThreshold threshold)
    {
        var ratios = new double[sums.Length];
        for (var t = 0; t < ratios.Length; t++)
            ratios[t] = sums[t] / threshold.At(t);
        return ratios;
    }

    /// <summary>The ratio that decides, of several scores: the least of them, or the greatest. NaN where one of them is.</summary>
    /// <param name="ratios">Ratios by call, one list of the same length for each score.</param>
    /// <param name="rule">Which.</param>
    public static double[] Combine(IReadOnlyList<double[]> ratios, AlarmRule rule)
    {
        if (ratios.Count == 0 || ratios.Any(series => series.Length != ratios[0].Length))
            throw new ArgumentException("Expected at least one list of ratios, all of the same length.", nameof(ratios));
        var combined = (double[])ratios[0].Clone();
        foreach (var series in ratios.Skip(1))
        {
            for (var t = 0; t < combined.Length; t++)
                combined[t] = rule == AlarmRule.And ? Math.Min(combined[t], series[t]) : Math.Max(combined[t], series[t]);
        }

        return combined;
    }
}
