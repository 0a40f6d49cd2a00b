using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RobotPolicy.Benchmarks.Reporting;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>The table of the GPU check, and its raw figures.</summary>
internal static class GpuCheckReport
{
    public const string Ours = "robotpolicy";
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = false, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public static void Print(IReadOnlyList<GpuMeasurement> measurements, IReadOnlyList<string> notes, TextWriter output)
    {
        var lines = new List<string[]> { new[] { "model", "batch", "precision", "engine", "mode", "p50 ms", "p99 ms", "runs", "÷ torch eager", "÷ torch compile", "max abs error", "verdict" } };
        foreach (var m in measurements)
        {
            lines.Add(
            [
                m.Model, $"{m.Batch}", m.Precision, m.Engine, m.Mode,
                Figure(Statistics.Median(m.LatenciesMs)), Figure(Statistics.Percentile(m.LatenciesMs, 0.99)), $"{m.LatenciesMs.Count}",
                Against(m, "eager"), Against(m, "compile"),
                double.IsNaN(m.MaxAbsError) ? "" : m.MaxAbsError.ToString("E1", CultureInfo.InvariantCulture),
                m.Passed ? "pass" : m.LatenciesMs.Count > 0 ? "WRONG" : "did not run",
            ]);
        }

        var widths = lines[0].Select((_, column) => lines.Max(line => line[column].Length)).ToArray();
        foreach (var line in lines)
            output.WriteLine(string.Join(" | ", line.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        foreach (var note in notes)
            output.WriteLine($"gpu-check: {note}");
        var ours = measurements.Where(m => m.Engine == Ours).ToList();
        output.WriteLine($"gpu-check: {ours.Count(m => m.Passed)} passed, {ours.Count(m => !m.Passed)} failed");

        string Against(GpuMeasurement m, string mode) => m.Engine == Ours
            && measurements.FirstOrDefault(t => t.Engine != Ours && t.Mode == mode && (t.Model, t.Batch, t.Precision) == (m.Model, m.Batch, m.Precision)) is { LatenciesMs.Count: > 0 } torch
                ? Figure(Statistics.Median(m.LatenciesMs) / Statistics.Median(torch.LatenciesMs)) : "";
    }

    public static void Save(GpuCheckOptions options, string device, IReadOnlyList<GpuMeasurement> measurements, IReadOnlyList<string> notes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Output))!);
        var machine = new { device, runtime = RuntimeInformation.FrameworkDescription, system = RuntimeInformation.OSDescription, processors = Environment.ProcessorCount, small = options.Small };
        File.WriteAllText(options.Output, JsonSerializer.Serialize(new { machine, notes, measurements }, Json));
    }

    private static string Figure(double value) => double.IsNaN(value) ? "" : value.ToString(value < 10 ? "F3" : "F1", CultureInfo.InvariantCulture);
}
