namespace RobotPolicy.Inference.Normalization;

/// <summary>Which formula a feature is normalised by. Immutable.</summary>
/// <param name="Mode">Which statistics, and what they become.</param>
/// <param name="Epsilon">Guard of the divisor.</param>
/// <param name="Rule">What the guard does.</param>
/// <param name="Clip">Bound of the normalised value, both ways; infinite where there is none.</param>
internal sealed record NormalizerFormula(
    NormalizerMode Mode, double Epsilon, EpsilonRule Rule = EpsilonRule.LeRobot, double Clip = double.PositiveInfinity)
{
    /// <summary>Whether a standard deviation or range marks an element that is only shifted.</summary>
    public bool IsConstant(double spread) => Rule == EpsilonRule.Constant && spread < Epsilon;

    /// <summary>Divisor when normalising and factor when de-normalising, for a standard deviation.</summary>
    public (double Divisor, double Gain) OfDeviation(double deviation) => Rule switch
    {
        EpsilonRule.LeRobot => (deviation + Epsilon, deviation),
        EpsilonRule.Added => (deviation + Epsilon, deviation + Epsilon),
        _ => (deviation, deviation),
    };

    /// <summary>The range that is mapped to −1…1, for the one in the statistics.</summary>
    public double OfRange(double range) => Rule switch
    {
        EpsilonRule.LeRobot => range == 0 ? Epsilon : range,
        EpsilonRule.Added => range + Epsilon,
        _ => range,
    };
}
