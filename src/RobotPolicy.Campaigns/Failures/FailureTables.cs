using System.Globalization;
using RobotPolicy.Campaigns.Episodes;
using Spectre.Console;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>Prints what the campaign found.</summary>
internal static class FailureTables
{
    /// <summary>Prints three tables for each package.</summary>
    public static void Print(IReadOnlyList<PackageResult> results)
    {
        foreach (var result in results)
        {
            AnsiConsole.Write(Scenes(result));
            AnsiConsole.Write(Detections(result));
            AnsiConsole.Write(Help(result));
        }
    }

    private static Table Scenes(PackageResult result)
    {
        var table = NewTable($"{result.Package}: scenes, the policy alone", "scene", "succeeded", "alarms where it failed", "alarms where it succeeded", "benign");
        foreach (var scene in result.Alone.GroupBy(episode => episode.Scenario))
        {
            var failed = scene.Where(episode => !episode.Succeeded).ToArray();
            var done = scene.Where(episode => episode.Succeeded).ToArray();
            table.AddRow(
                scene.Key.IsNominal ? "nominal" : scene.Key.Name,
                $"{done.Length} of {scene.Count()}",
                $"{failed.Count(episode => episode.FirstAlarm >= 0)} of {failed.Length}",
                $"{done.Count(episode => episode.FirstAlarm >= 0)} of {done.Length}",
                scene.Key.IsNominal ? "" : $"{done.Length}");
        }

        return table;
    }

    private static Table Detections(PackageResult result)
    {
        var table = NewTable(
            $"{result.Package}: predicted failures", "detector", "δ", "TPR (95 %)", "TNR (95 %)", "balanced", "timestep-wise", "detection time", "false alarms, nominal");
        foreach (var detection in result.Detections.Prepend(result.Shipped))
        {
            var quality = detection.Quality;
            table.AddRow(
                detection.Name,
                Number(detection.Delta, "0.##"),
                $"{Number(quality.TruePositiveRate)} {Interval(quality.TruePositiveInterval)}",
                $"{Number(quality.TrueNegativeRate)} {Interval(quality.TrueNegativeInterval)}",
                Number(quality.BalancedAccuracy),
                Number(quality.TimestepAccuracy),
                quality.TruePositiveRate < Unreliable || quality.TrueNegativeRate < Unreliable ? $"({Number(quality.DetectionTime)})" : Number(quality.DetectionTime),
                $"{detection.NominalFalseAlarms} of {detection.NominalSuccesses}");
        }

        return table;
    }

    private static Table Help(PackageResult result)
    {
        var table = NewTable(
            $"{result.Package}: an expert beside the robot", "who", "succeeded (95 %)", "takeovers per episode", "expert in command, s per episode", "expert's time, s per episode");
        AddHelp(table, "nobody", result.Unassisted);
        AddHelp(table, "called by alarms", result.OnAlarm);
        AddHelp(table, "watches all the time", result.Supervised);
        return table;
    }

    private static void AddHelp(Table table, string who, IReadOnlyList<FailureEpisode> episodes)
    {
        var rate = new SuccessRate(episodes.Count(episode => episode.Succeeded), episodes.Count);
        table.AddRow(
            who,
            $"{rate.Successes} of {rate.Trials} {Interval(rate.ClopperPearson)}",
            Number(episodes.Average(episode => episode.Takeovers)),
            Number(episodes.Average(episode => episode.DrivingSeconds)),
            Number(episodes.Average(episode => episode.AttentionSeconds)));
    }

    private static Table NewTable(string title, params string[] columns)
    {
        var table = new Table().Title(Markup.Escape(title)).RoundedBorder();
        foreach (var column in columns)
            table.AddColumn(Markup.Escape(column));
        return table;
    }

    private static string Number(double value, string format = "0.00") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Interval((double Low, double High) interval) => $"({Number(interval.Low)}–{Number(interval.High)})";

    /// <summary>A detection time says little where a detector misses most failures or nearly always alarms.</summary>
    private const double Unreliable = 0.4;
}
