using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Virtual;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>The picture: success and seams over latency, and how hard the arm is accelerated around a seam.</summary>
internal static class SeamPlot
{
    private const int ProfileLatency = 200;
    private const double MillisecondsPerTick = 10;

    /// <summary>Writes the picture.</summary>
    public static void Save(IReadOnlyList<SeamCell> cells, string file)
    {
        var subjects = cells.GroupBy(cell => cell.Subject).ToArray();
        IReadOnlyList<(string, IReadOnlyList<(double, double)>)> OverLatency(Func<SeamCell, double> value) =>
            [.. subjects.Select(subject => (subject.Key.Name, (IReadOnlyList<(double, double)>)
                [.. subject.Select(cell => ((double)cell.LatencyMilliseconds, value(cell)))]))];

        new SvgChart()
            .Panel("Success", "inference latency, ms", "share", OverLatency(cell => cell.Success.Rate))
            .Panel("Median velocity step, seam ÷ within chunk", "inference latency, ms", "ratio", OverLatency(cell => SeamCell.Ratio(
                cell.Seams.SeamAccelerations, SeamReport.Reference(cells, cell)?.Seams.WithinAccelerations ?? []).Median))
            .Panel(
                $"Velocity step of the target around a seam, p90, at {ProfileLatency} ms",
                "from the seam, ms",
                "of a tick's limit",
                [.. subjects.Select(subject => (subject.Key.Name, (IReadOnlyList<(double, double)>)
                    [.. subject.Where(cell => cell.LatencyMilliseconds == ProfileLatency).SelectMany(cell => cell.Targets.Profile.Select((values, i) =>
                        ((SeamStatistics.ProfileStart + i) * MillisecondsPerTick, Statistics.Percentile(values, 0.9))))]))])
            .Save(file);
    }
}
