using System.Globalization;
using System.Text.Json;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Virtual;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>Prints the table of all cells, and keeps the raw figures.</summary>
internal static class SeamReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Windows within chunks that a cell's seams are compared with: its own or, where its seams leave too few, those of the first subject
    /// of the same package that has some without latency.
    /// </summary>
    public static SeamStatistics? Reference(IReadOnlyList<SeamCell> cells, SeamCell cell) =>
        HasOwn(cell)
            ? cell.Seams
            : cells.FirstOrDefault(other => other.Subject.Package == cell.Subject.Package
                && other.LatencyMilliseconds == 0 && HasOwn(other))?.Seams;

    /// <summary>One line per cell.</summary>
    public static void Print(IReadOnlyList<SeamCell> cells, TextWriter output)
    {
        var lines = new List<string[]>
        {
            new[]
            {
                "package, executor", "latency ms", "success", "95 % Beta", "time s", "seams", "acc. p50", "acc. max", "acc. ratio p50", "max",
                "step ratio p50", "max", "starved", "holds", "discarded", "beyond limits", "calls/action",
            },
        };
        foreach (var cell in cells)
        {
            var reference = Reference(cells, cell);
            var star = HasOwn(cell) ? "" : "*";
            var acceleration = SeamCell.Ratio(cell.Seams.SeamAccelerations, reference?.WithinAccelerations ?? []);
            var step = SeamCell.Ratio(cell.Seams.SeamAccelerationSteps, reference?.WithinAccelerationSteps ?? []);
            var (low, high) = cell.Success.Credible;
            lines.Add(
            [
                cell.Subject.Name,
                $"{cell.LatencyMilliseconds}",
                $"{cell.Success.Successes}/{cell.Success.Trials}",
                $"{Figure(low)}…{Figure(high)}",
                Figure(Statistics.Median(cell.Seconds)),
                $"{cell.Seams.SeamCount}",
                Figure(Statistics.Median(cell.Seams.SeamAccelerations)),
                Figure(cell.Seams.SeamAccelerations.DefaultIfEmpty(double.NaN).Max()),
                Figure(acceleration.Median) + star,
                Figure(acceleration.Max) + star,
                Figure(step.Median) + star,
                Figure(step.Max) + star,
                $"{cell.StarvedTicks}",
                $"{cell.Holds}",
                $"{cell.DiscardedChunks}",
                $"{cell.Violations.Count}",
                Figure(cell.NetworkCalls / cell.Actions),
            ]);
        }

        var widths = lines[0].Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join(" | ", line.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());
        output.WriteLine("acc.: largest acceleration in a seam's window as a fraction of the joint's limit. ratio: against windows of the same length within chunks");
        output.WriteLine("(step: of the acceleration from one tick to the next). * its seams leave no such windows; against the package's first row that has some, at 0 ms.");
        foreach (var cell in cells)
            foreach (var violation in cell.Violations)
                output.WriteLine($"BEYOND LIMITS {cell.Subject.Name} at {cell.LatencyMilliseconds} ms: {violation}");
    }

    /// <summary>Writes every window of every cell.</summary>
    public static void Save(IReadOnlyList<SeamCell> cells, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, JsonSerializer.Serialize(
            cells.Select(cell => new
            {
                cell.Subject.Package,
                cell.Subject.Title,
                Executor = cell.Executor.ToString(),
                cell.LatencyMilliseconds,
                cell.Success.Successes,
                cell.Success.Trials,
                Beta95 = new[] { cell.Success.Credible.Low, cell.Success.Credible.High },
                ClopperPearson95 = new[] { cell.Success.ClopperPearson.Low, cell.Success.ClopperPearson.High },
                cell.FailedSeeds,
                cell.Seconds,
                cell.StarvedTicks,
                cell.Holds,
                cell.DiscardedChunks,
                cell.Violations,
                cell.Inferences,
                cell.NetworkCalls,
                cell.Actions,
                cell.Seams.SeamCount,
                cell.Seams.SeamAccelerations,
                cell.Seams.WithinAccelerations,
                cell.Seams.SeamAccelerationSteps,
                cell.Seams.WithinAccelerationSteps,
                JointMedians = cell.Seams.SeamAccelerationsByJoint.Zip(cell.Seams.WithinAccelerationsByJoint, (seam, within) => new
                {
                    Seam = Finite(Statistics.Median(seam)),
                    Within = Finite(Statistics.Median(within)),
                }),
                SeamStatistics.ProfileStart,
                Profile = cell.Seams.Profile.Select(values => new { Median = Finite(Statistics.Median(values)), P90 = Finite(Statistics.Percentile(values, 0.9)) }),
            }),
            Indented));
    }

    // A tenth of the windows and at least ten: fewer say nothing about how the rest of a chunk moves.
    private static bool HasOwn(SeamCell cell) =>
        cell.Seams.WithinAccelerations.Count >= Math.Max(10, cell.Seams.SeamAccelerations.Count / 10);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Figure(double value) => double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : "–";
}
