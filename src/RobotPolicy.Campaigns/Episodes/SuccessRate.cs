using RobotPolicy.Control.Failure.Evaluation;

namespace RobotPolicy.Campaigns.Episodes;

/// <summary>How often something succeeded, and between which rates the true one lies. Immutable.</summary>
/// <param name="Successes">Successes among <paramref name="Trials"/>.</param>
/// <param name="Trials">Independent trials.</param>
internal readonly record struct SuccessRate(int Successes, int Trials)
{
    /// <summary>Share of successes; NaN without trials.</summary>
    public double Rate => (double)Successes / Trials;

    /// <summary>Middle 95 % of the posterior Beta(k + 1, n − k + 1), which follows from a uniform prior.</summary>
    public (double Low, double High) Credible => BinomialStatistics.Credible(Successes, Trials);

    /// <summary>The exact 95 % confidence interval of Clopper and Pearson.</summary>
    public (double Low, double High) ClopperPearson => BinomialStatistics.ClopperPearson(Successes, Trials);
}
