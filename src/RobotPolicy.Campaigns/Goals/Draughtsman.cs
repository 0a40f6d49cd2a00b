namespace RobotPolicy.Campaigns.Goals;

/// <summary>
/// Draws what an operator would to say "there": a loop, a cross, or an arrow that ends on the disc. Lines tremble and miss a
/// little. Pixels, x to the right and y down.
/// </summary>
/// <param name="centre">Centre of the disc in the picture.</param>
/// <param name="radius">Half of its extent.</param>
/// <param name="random">Where all variety comes from.</param>
internal sealed class Draughtsman((double X, double Y) centre, (double X, double Y) radius, Random random)
{
    private const double MissShare = 0.3;
    private const double TremblePixels = 1.5;
    private const double HeadPixels = 12;
    private const double HeadAngleRad = 2.6;

    /// <summary>Where an arrow begins: above the part of the table where the cube starts.</summary>
    private static readonly (double X, double Y) ArrowStart = (185, 160);

    /// <summary>One drawing.</summary>
    public List<List<(double X, double Y)>> Draw()
    {
        var aim = (X: centre.X + (MissShare * Symmetric() * radius.X), Y: centre.Y + (MissShare * Symmetric() * radius.Y));
        return random.Next(3) switch
        {
            0 => [Loop(aim)],
            1 => [Line((aim.X - radius.X, aim.Y - radius.Y), (aim.X + radius.X, aim.Y + radius.Y), 6), Line((aim.X + radius.X, aim.Y - radius.Y), (aim.X - radius.X, aim.Y + radius.Y), 6)],
            _ => Arrow(aim),
        };
    }

    private List<(double X, double Y)> Loop((double X, double Y) aim)
    {
        var size = 0.7 + (0.5 * random.NextDouble());
        var begin = random.NextDouble() * Math.Tau;
        return [.. Enumerable.Range(0, 25).Select(i => Tremble(
            (aim.X + (size * radius.X * Math.Cos(begin + (i * Math.Tau / 22))), aim.Y + (size * radius.Y * Math.Sin(begin + (i * Math.Tau / 22))))))];
    }

    private List<List<(double X, double Y)>> Arrow((double X, double Y) aim)
    {
        var start = (X: ArrowStart.X + (25 * Symmetric()), Y: ArrowStart.Y + (20 * Symmetric()));
        var angle = Math.Atan2(aim.Y - start.Y, aim.X - start.X);
        return [Line(start, aim, 20), Barb(aim, angle + HeadAngleRad), Barb(aim, angle - HeadAngleRad)];
    }

    private List<(double X, double Y)> Barb((double X, double Y) tip, double angle) =>
        Line((tip.X + (HeadPixels * Math.Cos(angle)), tip.Y + (HeadPixels * Math.Sin(angle))), tip, 3);

    private List<(double X, double Y)> Line((double X, double Y) from, (double X, double Y) to, int points) =>
        [.. Enumerable.Range(0, points).Select(i => i / (points - 1.0)).Select(share => Tremble(
            (from.X + (share * (to.X - from.X)), from.Y + (share * (to.Y - from.Y)))))];

    private (double X, double Y) Tremble((double X, double Y) point) =>
        (point.X + (TremblePixels * Symmetric()), point.Y + (TremblePixels * Symmetric()));

    private double Symmetric() => (random.NextDouble() * 2) - 1;
}
