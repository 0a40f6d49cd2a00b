namespace RobotPolicy.Campaigns.Episodes;

/// <summary>How often something succeeded, and between which rates the true one lies. Immutable.</summary>
/// <param name="Successes">Successes among <paramref name="Trials"/>.</param>
/// <param name="Trials">Independent trials.</param>
internal readonly record struct SuccessRate(int Successes, int Trials)
{
    private const double Tail = 0.025;
    private const int Halvings = 60;

    /// <summary>Share of successes; NaN without trials.</summary>
    public double Rate => (double)Successes / Trials;

    /// <summary>Middle 95 % of the posterior Beta(k + 1, n − k + 1), which follows from a uniform prior.</summary>
    public (double Low, double High) Credible
    {
        get
        {
            // I_x(a, b) of whole numbers is a tail of the binomial distribution: P(Bin(a + b − 1, x) ≥ a).
            var (n, k) = (Trials, Successes);
            return (Solve(Tail, x => UpperTail(n + 1, k + 1, x)), Solve(1 - Tail, x => UpperTail(n + 1, k + 1, x)));
        }
    }

    /// <summary>The exact 95 % confidence interval of Clopper and Pearson.</summary>
    public (double Low, double High) ClopperPearson
    {
        get
        {
            var (n, k) = (Trials, Successes);
            return (k == 0 ? 0 : Solve(Tail, x => UpperTail(n, k, x)), k == n ? 1 : Solve(1 - Tail, x => UpperTail(n, k + 1, x)));
        }
    }

    /// <summary>P(Bin(n, x) ≥ k).</summary>
    private static double UpperTail(int n, int k, double x)
    {
        var sum = 0.0;
        var choose = 0.0;
        for (var i = 0; i <= n; i++)
        {
            if (i > 0)
                choose += Math.Log(n - i + 1) - Math.Log(i);
            if (i >= k)
                sum += Math.Exp(choose + (i * Math.Log(x)) + ((n - i) * Math.Log(1 - x)));
        }

        return sum;
    }

    /// <summary>Where a function that rises from 0 to 1 has a value.</summary>
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
}
