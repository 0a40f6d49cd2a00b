namespace RobotPolicy.Control.Failure.Evaluation;

/// <summary>
/// Barnard's exact test of two rates: how likely a difference as large as the one that was seen, or larger, is where both rates are the
/// same, whatever they are. With p̂ the joint share of successes a table is ranked by T = (p̂₁ − p̂₂) / √(p̂(1 − p̂)(1/n₁ + 1/n₂)), 0 where p̂ is 0
/// or 1, and p is the largest probability, over the common rate π, of the tables that rank at least as high. Trials are independent, and
/// their number was fixed before. Set-up; pure functions.
/// </summary>
public static class BarnardTest
{
    // Ranks that are equal on paper differ in their last digits.
    private const double Tie = 1e-9;
    private const int GridSteps = 2000;
    private const int Halvings = 60;

    /// <summary>p against the alternative that the first rate is the higher one.</summary>
    /// <param name="successes1">Successes of the first.</param>
    /// <param name="trials1">Trials of the first, at least 1.</param>
    /// <param name="successes2">Successes of the second.</param>
    /// <param name="trials2">Trials of the second, at least 1.</param>
    public static double OneSided(int successes1, int trials1, int successes2, int trials2) =>
        Compute(successes1, trials1, successes2, trials2, rank => rank);

    /// <summary>p against the alternative that the rates differ.</summary>
    /// <param name="successes1">Successes of the first.</param>
    /// <param name="trials1">Trials of the first, at least 1.</param>
    /// <param name="successes2">Successes of the second.</param>
    /// <param name="trials2">Trials of the second, at least 1.</param>
    public static double TwoSided(int successes1, int trials1, int successes2, int trials2) =>
        Compute(successes1, trials1, successes2, trials2, Math.Abs);

    private static double Compute(int successes1, int trials1, int successes2, int trials2, Func<double, double> order)
    {
        Check(successes1, trials1);
        Check(successes2, trials2);
        var observed = order(Rank(successes1, trials1, successes2, trials2)) - Tie;

        // Tables with the same number of successes share their power of π, so that a probability has n₁ + n₂ + 1 terms.
        var ways1 = LogWays(trials1);
        var ways2 = LogWays(trials2);
        var ways = new double[trials1 + trials2 + 1];
        Array.Fill(ways, double.NegativeInfinity);
        for (var k1 = 0; k1 <= trials1; k1++)
            for (var k2 = 0; k2 <= trials2; k2++)
                if (order(Rank(k1, trials1, k2, trials2)) >= observed)
                    ways[k1 + k2] = AddLogs(ways[k1 + k2], ways1[k1] + ways2[k2]);

        var best = 0;
        for (var step = 1; step < GridSteps; step++)
            if (Probability(ways, (double)step / GridSteps) > Probability(ways, (double)best / GridSteps))
                best = step;
        var highest = Probability(ways, Peak(ways, (best - 1.0) / GridSteps, (best + 1.0) / GridSteps));
        return Math.Min(1, Math.Max(highest, Math.Max(Probability(ways, 0), Probability(ways, 1))));
    }

    private static double Rank(int successes1, int trials1, int successes2, int trials2)
    {
        var joint = (double)(successes1 + successes2) / (trials1 + trials2);
        return joint is 0 or 1
            ? 0
            : (((double)successes1 / trials1) - ((double)successes2 / trials2)) / Math.Sqrt(joint * (1 - joint) * ((1.0 / trials1) + (1.0 / trials2)));
    }

    private static double Probability(double[] logWays, double rate)
    {
        var last = logWays.Length - 1;
        if (rate is <= 0 or >= 1)
            return Math.Exp(logWays[rate <= 0 ? 0 : last]);
        var (success, failure, sum) = (Math.Log(rate), Math.Log(1 - rate), 0.0);
        for (var k = 0; k <= last; k++)
            sum += Math.Exp(logWays[k] + (k * success) + ((last - k) * failure));
        return sum;
    }

    /// <summary>Where a function that rises and then falls is highest.</summary>
    private static double Peak(double[] logWays, double low, double high)
    {
        for (var i = 0; i < Halvings; i++)
        {
            var (left, right) = (low + ((high - low) / 3), high - ((high - low) / 3));
            if (Probability(logWays, left) < Probability(logWays, right))
                low = left;
            else
                high = right;
        }

        return 0.5 * (low + high);
    }

    private static double[] LogWays(int trials)
    {
        var ways = new double[trials + 1];
        for (var k = 1; k <= trials; k++)
            ways[k] = ways[k - 1] + Math.Log(trials - k + 1) - Math.Log(k);
        return ways;
    }

    private static double AddLogs(double a, double b)
    {
        var (high, low) = (Math.Max(a, b), Math.Min(a, b));
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }

    private static void Check(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
