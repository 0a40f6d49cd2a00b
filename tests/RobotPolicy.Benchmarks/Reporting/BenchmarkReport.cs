using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>Prints the table and keeps the raw figures.</summary>
public static class BenchmarkReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>One line per row, medians with the range of the rounds: <c>name | ours | reference | ratio | bar | verdict</c>.</summary>
    public static void Print(IReadOnlyList<BenchmarkRow> rows, TextWriter output)
    {
        string[] head = ["name", "ours", "reference", "ratio", "bar", "verdict"];
        var lines = new List<string[]> { head };
        foreach (var row in rows)
        {
            lines.Add(
            [
                row.Name,
                $"{Figure(row.OursMedian)} {row.Unit} ({Range(row.Ours)})",
                $"{Figure(row.ReferenceMedian)} {row.Unit} ({Range(row.Reference)}) {row.ReferenceName}",
                $"{Ratio(row.Ratio)} ({Ratio(row.Ratios.DefaultIfEmpty(double.NaN).Min())}…{Ratio(row.Ratios.DefaultIfEmpty(double.NaN).Max())})",
                double.IsFinite(row.Bar) ? $"≤ {Ratio(row.Bar)}" : "–",
                !double.IsFinite(row.Bar) ? "published" : row.Passed ? "pass" : "MISSED",
            ]);
        }

        var widths = head.Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join(" | ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    /// <summary>Writes every round of every row as JSON, and what was noisy.</summary>
    public static void Save(IReadOnlyList<BenchmarkRow> rows, IReadOnlyList<string> noise, string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, JsonSerializer.Serialize(new { Noise = noise, Cores = Environment.ProcessorCount, Rows = rows }, Indented));
    }

    private static string Ratio(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Figure(double value) => value.ToString(value < 10 ? "F2" : "F1", CultureInfo.InvariantCulture);

    private static string Range(IReadOnlyList<double> values) =>
        values.Count == 0 ? "none" : $"{Figure(values.Min())}…{Figure(values.Max())}";
}
