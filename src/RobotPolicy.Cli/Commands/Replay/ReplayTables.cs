using RobotPolicy.Cli.Output;
using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Model;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>The tables of a page about a replay.</summary>
internal static class ReplayTables
{
    private const int MaxRows = 200;
    private const int MaxDifferences = 50;
    private const int MaxWantedDifferences = 12;

    public static void Write(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now, ReplayResult result, bool isFree)
    {
        Holds(page, trace, was, now);
        Alarms(page, trace, was, now);
        Differences(page, trace, result, isFree);
    }

    private static void Holds(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now)
    {
        var table = new PageTable("#recorded at, s", "#for, s", "#replayed at, s", "#for, s", "mode", "cause", "#later, s|Beginning of the replayed hold minus that of the recorded one.")
        {
            Empty = "Neither the recording nor the replay holds or stops.",
        };
        var pairs = HoldTracker.Pair(was.Holds.Spans, now.Holds.Spans);
        foreach (var (first, second) in pairs.Take(MaxRows))
        {
            var one = (first ?? second)!;
            table.Row(
                first is null ? new Cell("not recorded", Tone.Warn) : At(trace, first.StartNs),
                first is null ? "" : Long(first.Duration),
                second is null ? new Cell("does not happen", Tone.Warn) : At(trace, second.StartNs),
                second is null ? "" : Long(second.Duration),
                Words.Of(one.Mode),
                Words.Of(one.Cause) + Culprit(trace.Robot, one),
                first is null || second is null ? "" : Page.Invariant($"{(second.StartNs - first.StartNs) / 1e9:+0.00;-0.00;0}"));
        }

        table.LeftOut = Math.Max(0, Math.Max(was.Holds.Count, now.Holds.Count) - MaxRows);
        page.Section("Holds and stops", $"{was.Holds.Count} in the recording, {now.Holds.Count} in the replay. Side by side: those of one cause that overlap, or begin within a second of each other.").Table(table).EndSection();
    }

    private static void Alarms(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now)
    {
        var table = new PageTable("#recorded at, s", "#for, s", "#ratio|Greatest score over threshold.", "#replayed at, s", "#for, s", "#ratio|Greatest score over threshold.", "monitor")
        {
            Empty = "The failure monitor is quiet, in the recording and in the replay.",
        };
        foreach (var (first, second) in AlarmTracker.Pair(was.Alarms.Spans, now.Alarms.Spans).Take(MaxRows))
        {
            var one = (first ?? second)!;
            table.Row(
                first is null ? new Cell("not recorded", Tone.Warn) : At(trace, first.StartNs),
                first is null ? "" : Long(first.Duration),
                first is null ? "" : Number(first.MaxRatio),
                second is null ? new Cell("does not happen", Tone.Warn) : At(trace, second.StartNs),
                second is null ? "" : Long(second.Duration),
                second is null ? "" : Number(second.MaxRatio),
                one.State == FailureState.Alarm ? new("alarm", Tone.Bad) : new($"cannot tell: {Words.Of(one.Reason)}", Tone.Warn));
        }

        table.LeftOut = Math.Max(0, Math.Max(was.Alarms.Count, now.Alarms.Count) - MaxRows);
        page.Section("Alarms", $"What the failure monitor said: {was.Alarms.Count} times in the recording, {now.Alarms.Count} times in the replay.").Table(table);
        var alerts = trace.Marks.Where(mark => mark.Kind == ReplayMarkKind.Alert).ToList();
        var list = new PageTable("#at, s", "#for, s", "severity", "alert") { LeftOut = Math.Max(0, alerts.Count - MaxRows) };
        foreach (var alert in alerts.Take(MaxRows))
            list.Row(
                At(trace, alert.TimeNs),
                alert.EndNs is { } end ? Page.Invariant($"{(end - alert.TimeNs) / 1e9:0.00}") : "",
                new(alert.Severity, alert.Severity is "error" or "critical" ? Tone.Bad : alert.Severity == "warning" ? Tone.Warn : Tone.Dim),
                alert.Text);
        if (alerts.Count > 0)
        {
            page.Html.Append("<h3>Alerts that the service raised when it was recorded</h3>");
            page.Table(list);
        }

        page.EndSection();
    }

    private static void Differences(Page page, ReplayTrace trace, ReplayResult result, bool isFree)
    {
        var differences = result.Comparison.Differences;
        if (differences.Count == 0)
            return;
        var shown = isFree ? MaxWantedDifferences : MaxDifferences;
        var table = new PageTable("#at, s", "where", "field", "recorded", "replayed") { LeftOut = Math.Max(0, differences.Count - shown) };
        foreach (var each in differences.Take(shown))
            table.Row(each.TimeNs == 0 ? "" : At(trace, each.TimeNs), each.Where, each.Field, each.Recorded, each.Replayed);
        page.Section("First differences", isFree
            ? "In the order in which they come. Inferences follow the replay’s own requests, so their numbers differ too."
            : "In the order in which they come; what follows the first may be its consequence.").Table(table).EndSection();
    }

    private static string Culprit(RobotDescription robot, HoldSpan hold) =>
        Culprits.Name(robot, hold.Cause, hold.Culprit) is { Length: > 0 } name ? $" ({name})" : "";

    private static string At(ReplayTrace trace, long timeNs) => Page.Invariant($"{(timeNs - trace.StartNs) / 1e9:0.00}");

    private static string Long(TimeSpan time) => Page.Invariant($"{time.TotalSeconds:0.00}");

    private static string Number(double value) => double.IsNaN(value) ? "" : Page.Invariant($"{value:G4}");
}
