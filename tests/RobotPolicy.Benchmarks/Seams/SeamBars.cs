using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Virtual;
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
            if (subject.Key.NetworkCallsPerChunk is { } calls)
                yield return new BenchmarkRow(
                    $"{subject.Key.Name}: network calls of an inference",
                    "calls",
                    [Statistics.Median([.. subject.SelectMany(cell => cell.CallsPerInference).Select(count => (double)count)])],
                    [calls],
                    "N/h",
                    1);

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
            var reference = SeamReport.Reference(cells, late);
            foreach (var row in Steps($"{subject.Key.Name}: command", late.Seams, reference?.Seams).Concat(Steps($"{subject.Key.Name}: target", late.Targets, reference?.Targets)))
                yield return row;
        }
    }

    private static IEnumerable<BenchmarkRow> Steps(string name, SeamStatistics seams, SeamStatistics? reference)
    {
        var (ours, within) = (seams.SeamAccelerations, reference?.WithinAccelerations ?? []);
        yield return new BenchmarkRow(
            $"{name}'s velocity step at a seam, p50, {RealTimeLatency} ms", "of the limit", [Statistics.Median(ours)], [Statistics.Median(within)], "within chunks", MaxSeamRatio);
        yield return new BenchmarkRow(
            $"{name}'s velocity step at a seam, largest, {RealTimeLatency} ms",
            "of the limit",
            [ours.DefaultIfEmpty(double.NaN).Max()],
            [within.DefaultIfEmpty(double.NaN).Max()],
            "within chunks",
            MaxSeamRatio);
    }
}
