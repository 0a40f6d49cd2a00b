using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>What the figures must be.</summary>
internal static class SeamBars
{
    private const int RealTimeLatency = 200;
    private const double MaxSeamRatio = 1.5;
    private const double MaxPointsLost = 5;

    /// <summary>Bars of all subjects.</summary>
    public static IEnumerable<BenchmarkRow> Rows(IReadOnlyList<SeamCell> cells)
    {
        foreach (var subject in cells.GroupBy(cell => cell.Subject))
        {
            var episodes = subject.Sum(cell => cell.EpisodeCount);
            var beyond = subject.Sum(cell => cell.Violations.Count);
            yield return new BenchmarkRow(
                $"{subject.Key.Name}: episodes ÷ those within limits", "episodes", [episodes], [episodes - beyond], "judged by commands alone", 1);
            var late = subject.Single(cell => cell.LatencyMilliseconds == RealTimeLatency);
            if (late.Executor != ExecutorKind.RealTimeChunking)
                continue;

            var prompt = subject.Single(cell => cell.LatencyMilliseconds == 0);
            yield return new BenchmarkRow(
                $"{subject.Key.Name}: success lost by {RealTimeLatency} ms",
                "points",
                [100 * Math.Max(0, prompt.Success.Rate - late.Success.Rate)],
                [MaxPointsLost],
                "allowed",
                1);
            var within = SeamReport.Reference(cells, late)?.WithinAccelerations ?? [];
            yield return new BenchmarkRow(
                $"{subject.Key.Name}: seam acceleration p50 at {RealTimeLatency} ms",
                "of the limit",
                [Statistics.Median(late.Seams.SeamAccelerations)],
                [Statistics.Median(within)],
                "within chunks",
                MaxSeamRatio);
            yield return new BenchmarkRow(
                $"{subject.Key.Name}: largest seam acceleration at {RealTimeLatency} ms",
                "of the limit",
                [late.Seams.SeamAccelerations.DefaultIfEmpty(double.NaN).Max()],
                [within.DefaultIfEmpty(double.NaN).Max()],
                "within chunks",
                MaxSeamRatio);
        }
    }
}
