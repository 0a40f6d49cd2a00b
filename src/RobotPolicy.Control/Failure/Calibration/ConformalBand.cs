namespace RobotPolicy.Control.Failure.Calibration;

/// <summary>
/// Mean μ_t and scale s_t of window sums by call, and how far a rollout leaves them: D = max_t (η_t − μ_t)/s_t. The scale is the greatest
/// distance from the mean among the rollouts that lie within the level.
/// </summary>
internal sealed class ConformalBand
{
    private const double LeastScale = 1e-7;

    // A mean of equal sums may round below them, which is no reason for an alarm.
    private const double RoundingUp = 1 + 1e-12;

    private readonly double[] _means;
    private readonly double[] _scales;

    /// <summary>A band of the rollouts that give it its shape.</summary>
    /// <param name="shaping">Window sums by call; at least one rollout.</param>
    /// <param name="level">1 − δ.</param>
    public ConformalBand(IReadOnlyList<double[]> shaping, double level)
    {
        var calls = shaping.Max(rollout => rollout.Length);
        (_means, _scales) = (new double[calls], new double[calls]);
        for (var t = 0; t < calls; t++)
            _means[t] = shaping.Where(rollout => t < rollout.Length).Average(rollout => rollout[t]);

        double[] distances = [.. shaping.Select(Distance)];
        var isAll = (shaping.Count + 1) * level > shaping.Count;
        var most = isAll ? double.PositiveInfinity : ConformalCalibrator.Quantile(distances, level);
        double[][] members = [.. shaping.Where((_, j) => distances[j] <= most)];
        for (var t = 0; t < calls; t++)
        {
            var scale = members.Where(rollout => t < rollout.Length)
                .Select(rollout => Math.Abs(rollout[t] - _means[t]))
                .DefaultIfEmpty(1.0 / Math.Max(1, t))
                .Max();
            _scales[t] = scale < LeastScale ? 1.0 / calls : scale;
        }
    }

    /// <summary>The longest rollout and the first half of the others give the band its shape, the rest its level.</summary>
    public static (IReadOnlyList<double[]> Shaping, IReadOnlyList<double[]> Deciding) Split(IReadOnlyList<double[]> rollouts)
    {
        var longest = 0;
        for (var i = 1; i < rollouts.Count; i++)
        {
            if (rollouts[i].Length > rollouts[longest].Length)
                longest = i;
        }

        double[][] others = [.. rollouts.Where((_, i) => i != longest)];
        var half = (rollouts.Count - 1) / 2;
        return ([rollouts[longest], .. others[..half]], others[half..]);
    }

    /// <summary>Greatest deviation of a rollout from the mean, in scales; upward, or downward as the released code of FIPER has it.</summary>
    public double Deviation(double[] rollout, bool isDownward)
    {
        var most = double.NegativeInfinity;
        for (var t = 0; t < rollout.Length; t++)
        {
            var deviation = (rollout[t] - _means[t]) / _scales[t];
            most = Math.Max(most, isDownward ? -deviation : deviation);
        }

        return most;
    }

    /// <summary>γ_t = μ_t + h·s_t.</summary>
    public IEnumerable<double> At(double factor) => _means.Select((mean, t) => (mean + (factor * _scales[t])) * RoundingUp);

    private double Distance(double[] rollout)
    {
        var most = 0.0;
        for (var t = 0; t < rollout.Length; t++)
            most = Math.Max(most, Math.Abs(rollout[t] - _means[t]));
        return most;
    }
}
