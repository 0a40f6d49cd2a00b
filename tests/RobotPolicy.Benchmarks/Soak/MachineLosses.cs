namespace RobotPolicy.Benchmarks.Soak;

/// <summary>What the machine took from programs that do nothing but ask for time, while a soak was judged.</summary>
/// <param name="Deadlines">Deadlines that cyclictest lost, at the control thread's rate and a higher priority.</param>
/// <param name="LongMoments">Moments of a bare loop that became longer than a period.</param>
/// <param name="LoopSeconds">How long that loop wanted to run in all.</param>
internal readonly record struct MachineLosses(long Deadlines, long LongMoments, double LoopSeconds)
{
    /// <summary>
    /// How probable it is that a program which is hit as often as the bare loop is hit at least so often, given how often both were together:
    /// binomial, by how long each ran.
    /// </summary>
    /// <param name="count">How often it was hit.</param>
    /// <param name="seconds">How long it ran.</param>
    public double ChanceOfAtLeast(long count, double seconds)
    {
        var total = count + LongMoments;
        var share = seconds / (seconds + LoopSeconds);
        var chance = 0.0;

        // C(total, k) · share^k · (1 − share)^(total − k), as logarithms from one k to the next.
        var term = total * Math.Log(1 - share);
        for (var k = 0L; k <= total; k++)
        {
            if (k >= count)
                chance += Math.Exp(term);
            term += Math.Log((total - k) / (k + 1.0)) + Math.Log(share / (1 - share));
        }

        return chance;
    }

    /// <summary>How often a program of that length is hit on average, as the bare loop was.</summary>
    public double Expected(double seconds) => LongMoments * seconds / LoopSeconds;
}
