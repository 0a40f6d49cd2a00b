namespace RobotPolicy.Control.Safety;

/// <summary>Stopping in whole ticks.</summary>
internal static class Braking
{
    /// <summary>
    /// Largest speed v with which a joint may move for one tick so that, slowing down by A·dt in every tick after it, it stops
    /// within a distance: the largest v with dt·(v + (v − A·dt) + (v − 2A·dt) + …) ≤ d. With n ticks of motion the sum is
    /// dt·(n·v − A·dt·n(n−1)/2), and n is the smallest number for which n·A·dt is fast enough: A·dt²·n(n+1)/2 ≥ d.
    /// The continuous formula √(2Ad) overshoots by up to half a tick's travel.
    /// </summary>
    /// <param name="distance">d, rad or m; a negative one allows no motion.</param>
    /// <param name="acceleration">A, rad/s² or m/s².</param>
    /// <param name="dt">Seconds in a tick.</param>
    public static double Speed(double distance, double acceleration, double dt)
    {
        if (!(distance > 0))
            return 0;
        var quantum = acceleration * dt * dt;
        if (distance > MaxQuanta * quantum)
            return double.MaxValue;
        var ticks = Math.Max(1, Math.Ceiling((Math.Sqrt(1 + (8 * distance / quantum)) - 1) / 2));
        return ((distance / dt) + (acceleration * dt * ticks * (ticks - 1) / 2)) / ticks;
    }

    // Beyond this the formula would lose its last digits; a joint that far away is limited by its speed in any case.
    private const double MaxQuanta = 1e12;
}
