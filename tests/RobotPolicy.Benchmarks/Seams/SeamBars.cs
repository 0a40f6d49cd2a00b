using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>What the figures must be.</summary>
internal static class SeamBars
{
    /// <summary>Bars of all subjects that have one.</summary>
    public static IEnumerable<BenchmarkRow> Rows(IReadOnlyList<SeamCell> cells)
    {
        foreach (var subject in cells.GroupBy(cell => cell.Subject))
        {
            var episodes = subject.Sum(cell => cell.EpisodeCount);
            var beyond = subject.Sum(cell => cell.Violations.Count);
            yield return new BenchmarkRow(
                $"{subject.Key.Name}: episodes ÷ those within limits", "episodes", [episodes], [episodes - beyond], "judged by commands alone", 1);
        }
    }
}
