using System.Globalization;
using System.Text.Json;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Campaigns.Virtual;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Benchmarks.Seams;

/// <summary>Prints the table of all cells, and keeps the raw figures.</summary>
internal static class SeamReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>
    /// Cell whose windows within chunks a cell's seams are compared with: itself or, where its seams leave too few, the first of the same
    /// package that has some without latency.
    /// </summary>
    public static SeamCell? Reference(IReadOnlyList<SeamCell> cells, SeamCell cell) =>
        HasOwn(cell)
            ? cell
            : cells.FirstOrDefault(other => other.Subject.Package == cell.Subject.Package && other.LatencyMilliseconds == 0 && HasOwn(other));

    /// <summary>One line per cell.</summary>
    public static void Print(IReadOnlyList<SeamCell> cells, TextWriter output)
    {
        var lines = new List<string[]>
        {
            new[]
            {
                "package, executor", "ms", "success", "95 % Beta", "time s", "seams", "step p50", "max", "ratio p50", "max", "worst joint",
                "acc. step p50", "max", "target p50", "max", "ratio p50", "max", "limited", "starved", "holds", "discarded", "beyond", "calls/action",
            },
        };
        foreach (var cell in cells)
        {
            var reference = Reference(cells, cell);
            var star = HasOwn(cell) ? "" : "*";
            var command = SeamCell.Ratio(cell.Seams.SeamAccelerations, reference?.Seams.WithinAccelerations ?? []);
            var step = SeamCell.Ratio(cell.Seams.SeamAccelerationSteps, reference?.Seams.WithinAccelerationSteps ?? []);
            var target = SeamCell.Ratio(cell.Targets.SeamAccelerations, reference?.Targets.WithinAccelerations ?? []);
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
                Figure(command.Median) + star,
                Figure(command.Max) + star,
                Figure(reference is null ? double.NaN : SeamCell.WorstJoint(cell.Seams, reference.Seams)) + star,
                Figure(step.Median) + star,
                Figure(step.Max) + star,
                Figure(Statistics.Median(cell.Targets.SeamAccelerations)),
                Figure(cell.Targets.SeamAccelerations.DefaultIfEmpty(double.NaN).Max()),
                Figure(target.Median) + star,
                Figure(target.Max) + star,
                $"{cell.LimitedShare.ToString("P1", CultureInfo.InvariantCulture)}",
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
        output.WriteLine("step: the largest step of velocity from one tick to the next at a seam, as a fraction of what the joint's acceleration limit allows; ratio: against");
        output.WriteLine("windows of the same length within chunks; worst joint: of the medians of one joint; acc. step: the same of the acceleration, as ratios; target: of the");
        output.WriteLine("executor's target, before the limits; limited: ticks in which a limit changed the command. * its seams leave no such windows: against the package's");
        output.WriteLine("first row at 0 ms that has some.");
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
                cell.LimitedShare,
                TargetSeamAccelerations = cell.Targets.SeamAccelerations,
                TargetWithinAccelerations = cell.Targets.WithinAccelerations,
                CallsPerInference = Finite(Statistics.Median([.. cell.CallsPerInference.Select(calls => (double)calls)])),
                JointMedians = cell.Seams.SeamAccelerationsByJoint.Zip(cell.Seams.WithinAccelerationsByJoint, (seam, within) => new
                {
                    Seam = Finite(Statistics.Median(seam)),
                    Within = Finite(Statistics.Median(within)),
                }),
                SeamStatistics.ProfileStart,
                Profile = Profile(cell.Seams),
                TargetProfile = Profile(cell.Targets),
            }),
            Indented));
    }

    // Where several chunks are averaged there is no within; and of the others a tenth of the windows and at least ten: fewer say nothing about how the rest of a chunk moves.
    private static bool HasOwn(SeamCell cell) =>
        cell.Executor != ExecutorKind.TemporalEnsemble
        && cell.Seams.WithinAccelerations.Count >= Math.Max(10, cell.Seams.SeamAccelerations.Count / 10);

    private static object[] Profile(SeamStatistics seams) =>
        [.. seams.Profile.Select(values => new { Median = Finite(Statistics.Median(values)), P90 = Finite(Statistics.Percentile(values, 0.9)) })];

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Figure(double value) => double.IsFinite(value) ? value.ToString("F2", CultureInfo.InvariantCulture) : "–";
}
