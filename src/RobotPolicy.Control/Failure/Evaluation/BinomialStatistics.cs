namespace RobotPolicy.Control.Failure.Evaluation;

/// <summary>What a count among independent trials says about a rate. Set-up; pure functions.</summary>
public static class BinomialStatistics
{
    // The 0.975-quantile of the normal distribution.
    private const double Normal975 = 1.959963984540054;
    private const double Tail = 0.025;
    private const int Halvings = 60;

    /// <summary>P(X ≥ k) for X ~ Bin(n, p): how likely so many false alarms are if the rate is p.</summary>
    public static double UpperTail(int trials, int atLeast, double rate)
    {
        CheckCount(0, trials);
        if (!(rate is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "Expected a rate from 0 to 1.");
        if (atLeast <= 0)
            return 1;
        if (atLeast > trials || rate == 0)
            return 0;
        if (rate == 1)
            return 1;
        var (sum, choose) = (0.0, 0.0);
        for (var i = 0; i <= trials; i++)
        {
            if (i > 0)
                choose += Math.Log(trials - i + 1) - Math.Log(i);
            if (i >= atLeast)
                sum += Math.Exp(choose + (i * Math.Log(rate)) + ((trials - i) * Math.Log(1 - rate)));
        }

        return Math.Min(1, sum);
    }

    /// <summary>Wilson's 95 % interval of a rate; 0 to 1 without trials.</summary>
    public static (double Low, double High) Wilson(int successes, int trials)
    {
        CheckCount(successes, trials);
        if (trials == 0)
            return (0, 1);
        var squared = Normal975 * Normal975;
        var rate = (double)successes / trials;
        var scale = 1 / (1 + (squared / trials));
        var middle = scale * (rate + (squared / (2 * trials)));
        var half = scale * Normal975 * Math.Sqrt((rate * (1 - rate) / trials) + (squared / (4.0 * trials * trials)));
        return (successes == 0 ? 0 : middle - half, successes == trials ? 1 : middle + half);
    }

    /// <summary>The exact 95 % interval of Clopper and Pearson; 0 to 1 without trials.</summary>
    public static (double Low, double High) ClopperPearson(int successes, int trials)
    {
        CheckCount(successes, trials);
        return (
            successes == 0 ? 0 : Solve(Tail, rate => UpperTail(trials, successes, rate)),
            successes == trials ? 1 : Solve(1 - Tail, rate => UpperTail(trials, successes + 1, rate)));
    }

    /// <summary>Middle 95 % of the posterior Beta(k + 1, n − k + 1) of a rate, which follows from a uniform prior.</summary>
    public static (double Low, double High) Credible(int successes, int trials)
    {
        CheckCount(successes, trials);

        // I_x(a, b) of whole numbers is a tail of the binomial distribution: P(Bin(a + b − 1, x) ≥ a).
        return (
            Solve(Tail, rate => UpperTail(trials + 1, successes + 1, rate)),
            Solve(1 - Tail, rate => UpperTail(trials + 1, successes + 1, rate)));
    }

    private static double Solve(double value, Func<double, double> rising)
    {
        var (low, high) = (0.0, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = 0.5 * (low + high);
            if (rising(middle) < value)
                low = middle;
            else
                high = middle;
        }

        return 0.5 * (low + high);
    }

    private static void CheckCount(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);
    }
}
