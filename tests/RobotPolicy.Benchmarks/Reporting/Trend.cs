namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>Slopes of noisy series.</summary>
public static class Trend
{
    // All pairs of more points than these are more than anybody waits for; evenly spaced ones say the same.
    private const int MaxPoints = 400;

    /// <summary>Median of the slopes between all pairs of points (Theil and Sen), which a few outliers do not move; NaN of less than two.</summary>
    public static double TheilSen(IReadOnlyList<(double X, double Y)> points)
    {
        var step = Math.Max(1, points.Count / MaxPoints);
        var kept = points.Where((_, index) => index % step == 0).ToArray();
        var slopes = new List<double>();
        for (var i = 0; i < kept.Length; i++)
            for (var j = i + 1; j < kept.Length; j++)
                if (kept[j].X != kept[i].X)
                    slopes.Add((kept[j].Y - kept[i].Y) / (kept[j].X - kept[i].X));
        return Statistics.Median(slopes);
    }
}
