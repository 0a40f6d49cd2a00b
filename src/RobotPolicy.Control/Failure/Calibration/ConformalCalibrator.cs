using RobotPolicy.Control.Failure.Thresholds;

namespace RobotPolicy.Control.Failure.Calibration;

/// <summary>Makes thresholds of the window sums of successful rollouts. Set-up; pure functions.</summary>
public static class ConformalCalibrator
{
    // Products such as 10 · 0.9 must not round over a whole number.
    private const double RankSlack = 1e-9;

    /// <summary>Makes a threshold.</summary>
    /// <param name="rollouts">Window sums η by call, one list for each successful rollout, in any order.</param>
    /// <param name="method">How.</param>
    /// <param name="delta">Share δ of successful rollouts that may raise a false alarm, between 0 and 1.</param>
    /// <exception cref="ArgumentException">A rollout is empty or holds a sum that is not finite; the message names it.</exception>
    public static ThresholdCalibration Calibrate(IReadOnlyList<double[]> rollouts, ThresholdMethod method, double delta)
    {
        Check(rollouts, delta);
        return method switch
        {
            ThresholdMethod.ConstantConformal or ThresholdMethod.ConstantQuantile => Constant(rollouts, method, delta),
            ThresholdMethod.TimeVaryingQuantile => ByCall(rollouts, delta),
            ThresholdMethod.BandConformal or ThresholdMethod.BandQuantile or ThresholdMethod.BandFiper => Band(rollouts, method, delta),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Unknown method."),
        };
    }

    /// <summary>Rollouts that the set which sets the level needs for a δ: the least n with n ≥ 1/δ − 1.</summary>
    public static int NeededRollouts(double delta)
    {
        CheckDelta(delta);
        return (int)Math.Min(int.MaxValue, Math.Max(1, Math.Ceiling((1 / delta) - 1 - RankSlack)));
    }

    /// <summary>The ⌈(n + 1)(1 − δ)⌉-th smallest value, from 1; +∞ where there are not so many.</summary>
    internal static double ConformalQuantile(ReadOnlySpan<double> values, double delta)
    {
        var rank = Math.Max(1, (int)Math.Ceiling(((values.Length + 1) * (1 - delta)) - RankSlack));
        if (rank > values.Length)
            return double.PositiveInfinity;
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return sorted[rank - 1];
    }

    /// <summary>The quantile at a level from 0 to 1, interpolated between the two values around it.</summary>
    internal static double Quantile(ReadOnlySpan<double> values, double level)
    {
        var sorted = values.ToArray();
        Array.Sort(sorted);
        var position = (sorted.Length - 1) * level;
        var below = (int)Math.Min(Math.Floor(position), sorted.Length - 1);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    private static ThresholdCalibration Constant(IReadOnlyList<double[]> rollouts, ThresholdMethod method, double delta)
    {
        double[] maxima = [.. rollouts.Select(rollout => rollout.Max())];
        var isConformal = method == ThresholdMethod.ConstantConformal;
        var value = isConformal ? ConformalQuantile(maxima, delta) : Quantile(maxima, 1 - delta);
        return new ThresholdCalibration
        {
            Method = method,
            Delta = delta,
            Constant = new ConstantThreshold(Positive(value)),
            IsCertified = isConformal && double.IsFinite(value),
            DecidingRollouts = maxima.Length,
            NeededRollouts = NeededRollouts(delta),
            LongestCalls = rollouts.Max(rollout => rollout.Length),
        };
    }

    private static ThresholdCalibration ByCall(IReadOnlyList<double[]> rollouts, double delta)
    {
        var values = new double[rollouts.Max(rollout => rollout.Length)];
        for (var t = 0; t < values.Length; t++)
            values[t] = Positive(Quantile([.. rollouts.Where(rollout => t < rollout.Length).Select(rollout => rollout[t])], 1 - delta));
        return new ThresholdCalibration
        {
            Method = ThresholdMethod.TimeVaryingQuantile,
            Delta = delta,
            TimeVarying = new TimeVaryingThreshold([.. values]),
            IsCertified = false,
            DecidingRollouts = rollouts.Count,
            NeededRollouts = NeededRollouts(delta),
            LongestCalls = values.Length,
        };
    }

    private static ThresholdCalibration Band(IReadOnlyList<double[]> rollouts, ThresholdMethod method, double delta)
    {
        if (rollouts.Count < 2)
            throw new ArgumentException("A band needs at least two rollouts: one for its shape and one for its level.", nameof(rollouts));
        var (shaping, deciding) = ConformalBand.Split(rollouts);
        return Band(shaping, deciding, method, delta);
    }

    /// <summary>A band of rollouts that are divided already.</summary>
    internal static ThresholdCalibration Band(
        IReadOnlyList<double[]> shaping, IReadOnlyList<double[]> deciding, ThresholdMethod method, double delta)
    {
        var band = new ConformalBand(shaping, 1 - delta);
        var isFiper = method == ThresholdMethod.BandFiper;
        double[] deviations = [.. deciding.Select(rollout => band.Deviation(rollout, isDownward: isFiper))];
        var factor = method == ThresholdMethod.BandConformal ? ConformalQuantile(deviations, delta) : Quantile(deviations, 1 - delta);
        double[] values = [.. band.At(factor).Select(Positive)];
        return new ThresholdCalibration
        {
            Method = method,
            Delta = delta,
            TimeVarying = isFiper ? new TimeVaryingThreshold([.. values], values.Average()) : new TimeVaryingThreshold([.. values]),
            IsCertified = method == ThresholdMethod.BandConformal && double.IsFinite(factor),
            DecidingRollouts = deciding.Count,
            NeededRollouts = NeededRollouts(delta),
            LongestCalls = values.Length,
            BandFactor = factor,
        };
    }

    /// <summary>A threshold that is too low is raised to the least score that there is; that can only take false alarms away.</summary>
    private static double Positive(double value) => Math.Max(value, ScoreWindow.Offset);

    private static void Check(IReadOnlyList<double[]> rollouts, double delta)
    {
        CheckDelta(delta);
        if (rollouts.Count == 0)
            throw new ArgumentException("There are no rollouts to calibrate with.", nameof(rollouts));
        for (var i = 0; i < rollouts.Count; i++)
        {
            if (rollouts[i].Length == 0)
                throw new ArgumentException($"Rollout {i} has no calls.", nameof(rollouts));
            var call = Array.FindIndex(rollouts[i], sum => !double.IsFinite(sum));
            if (call >= 0)
                throw new ArgumentException($"Rollout {i} holds {rollouts[i][call]} at call {call}.", nameof(rollouts));
        }
    }

    private static void CheckDelta(double delta)
    {
        if (!(delta > 0 && delta < 1))
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Expected a share between 0 and 1.");
    }
}
