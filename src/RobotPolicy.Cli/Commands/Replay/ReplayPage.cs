using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Data.Analysis.Measures;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>A page about a replay: one file, nothing fetched, light and dark.</summary>
internal static class ReplayPage
{
    private const double Width = 1080;

    // Both sides beyond this many thresholds are far beyond; the rest of the curve should stay readable.
    private const double HighestRatio = 5;

    /// <summary>Writes a page.</summary>
    /// <param name="log">Path of the recording.</param>
    /// <param name="facts">What stands at its beginning.</param>
    /// <param name="result">What the replay came to.</param>
    /// <param name="trace">What was seen of it.</param>
    /// <param name="changes">What was not as it was recorded, in words; empty for an exact replay.</param>
    public static string Write(string log, LogFacts facts, ReplayResult result, ReplayTrace trace, IReadOnlyList<string> changes)
    {
        trace.Finish();
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(log));
        var page = new Page($"Replay of {name}", PageStyle.Base + PageStyle.Log)
            .Heading($"Replay of {name}", $"{facts.Profile.Robot.Name}, {Seconds(result.LogTime)} of log at {Page.Invariant($"{facts.RateHz:0.###}")} ticks a second; {log}");
        var comparison = result.Comparison;
        page.Facts(
            (Page.Invariant($"{comparison.TickCount}"), "ticks", "Ticks of the recording that were run again."),
            (Page.Invariant($"{comparison.DifferentTicks}"), "of them differ", "Ticks in which any decision or number is not the same, bit by bit; only how long something took is left out."),
            (changes.Count > 0 ? "–" : Page.Invariant($"{comparison.DifferentInferences} of {comparison.InferenceCount}"), "inferences differ", "Inferences whose observation, chunk or scores are not the same, bit by bit. Compared only where they are asked for as they were."),
            (Page.Invariant($"{comparison.MaxCommandDifference:G3}"), "rad or m, greatest difference of a command", "Greatest absolute difference of replayed and recorded commanded position, over all ticks and joints."),
            (Page.Invariant($"{result.LogTime / result.WallTime:0.#} ×"), "real time", $"Log time over the time that the replay took: {Seconds(result.LogTime)} in {Seconds(result.WallTime)}."),
            (Page.Invariant($"{result.LogTime / (result.WallTime - result.PolicyTime):0.#} ×"), "without the policy", $"The same without the {Seconds(result.PolicyTime)} that inferences took."));
        page.Note(Verdict(result, changes), result.IsExact);
        page.Paragraph("The robot moved as it was recorded: what it sensed is the recording’s, whatever the replay commands. Commands say what would have been demanded next, not where the arm would have gone.", "dim");
        page.List(result.Problems.Concat(result.InternalErrors));
        Packages(page, trace);
        if (trace is not { Recorded: { } was, Replayed: { } now })
            return page.Finish();
        Timeline(page, trace, was, now, name);
        Joints(page, trace, was, now);
        Ratio(page, trace, was, now);
        ReplayTables.Write(page, trace, was, now, result, isFree: changes.Count > 0);
        Latency(page, trace);
        return page.Finish();
    }

    private static string Verdict(ReplayResult result, IReadOnlyList<string> changes) => (result.IsExact, changes.Count) switch
    {
        (true, 0) => "The same, bit by bit: every decision and every number of every tick and inference.",
        (true, _) => $"Replayed with {string.Join(", ", changes)}; the loop came to the same decisions and commands, bit by bit.",
        (_, 0) => "Not the same: the first differences are listed below.",
        _ => $"A what-if, side by side: replayed with {string.Join(", ", changes)}. Differences are what was asked for.",
    };

    private static void Packages(Page page, ReplayTrace trace)
    {
        var table = new PageTable("package", "recorded hash", "executor", "device", "replayed", "hash now", "executor now", "same") { Empty = "No policy was loaded." };
        foreach (var each in trace.Packages)
            table.Row(
                each.Name, Short(each.Hash), each.Executor, each.Device, each.NameNow.Length > 0 ? each.NameNow : "not loaded", Short(each.HashNow), each.ExecutorNow,
                each.IsRecorded ? new("the same", Output.Tone.Good) : new("another", Output.Tone.Warn));
        page.Section("Policies").Table(table).EndSection();
    }

    private static void Timeline(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now, string name)
    {
        page.Section("Timeline", "Who moves the arm. Point at anything for its time and words.").Figure("Recorded and replayed");
        var chart = new StripChart(page.Html, trace.StartNs, trace.EndNs)
            .Phases("recorded", was.Strip)
            .Phases("replayed", now.Strip)
            .Tasks(trace.Tasks.Tasks)
            .Marks("takeovers", "takeover", Marks(trace, ReplayMarkKind.Takeover))
            .Marks("alerts", "alert", Marks(trace, ReplayMarkKind.Alert))
            .Marks("drops", "drop", Marks(trace, ReplayMarkKind.Drop));
        chart.Finish($"Timeline of {name}");
        StripChart.Key(page.Html, ("takeover", "takeover"), ("alert", "alert"), ("drop", "messages are missing"));
        page.EndFigure();
        if (trace.MarksLeftOut > 0 || trace.Tasks.LeftOut > 0)
            page.Paragraph($"{trace.MarksLeftOut} marks and {trace.Tasks.LeftOut} changes of tasks are beyond what is shown.", "dim");
        page.EndSection();
    }

    private static (long TimeNs, long? EndNs, string Text)[] Marks(ReplayTrace trace, ReplayMarkKind kind) =>
        [.. trace.Marks.Where(mark => mark.Kind == kind).Select(mark => (mark.TimeNs, mark.EndNs, mark.Text))];

    private static void Joints(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now)
    {
        page.Section("Commands", "Commanded position of each joint, and replayed minus recorded below it, over the seconds of the log; least and greatest of every bin are drawn, so that nothing that sticks out is lost. Gaps: nothing was published.");
        page.Html.Append("<div class=\"joints\">");
        for (var joint = 0; joint < trace.Robot.Joints.Count; joint++)
            Joint(page, trace, was.Commands[joint], now.Commands[joint], joint);
        page.Html.Append("</div>");
        page.Key(("was", "recorded"), ("now", "replayed"), ("diff", "replayed minus recorded"), ("limit", "limit of the profile, where in view")).EndSection();
    }

    private static void Joint(Page page, ReplayTrace trace, MinMaxSeries was, MinMaxSeries now, int index)
    {
        var joint = trace.Robot.Joints[index];
        var unit = joint.Prismatic ? "m" : "rad";
        var difference = trace.Differences[index];
        page.Figure(joint.Name, Page.Invariant($"{unit}; limits {joint.MinPosition:G5} to {joint.MaxPosition:G5}"));
        var time = (trace.StartNs, trace.EndNs);
        var (low, high) = (Math.Min(was.Min, now.Min), Math.Max(was.Max, now.Max));
        if (low > high)
            (low, high) = (joint.MinPosition, joint.MaxPosition);
        var room = Math.Max((high - low) * 0.08, 1e-3 * (joint.MaxPosition - joint.MinPosition));
        var plot = new Plot(page.Html, $"c{index}", $"Commands of {joint.Name}, recorded and replayed", (Width / 2, 190), time, (low - room, high + room), hasTime: false)
            .Level("limit", joint.MinPosition, "lower limit")
            .Level("limit", joint.MaxPosition, "upper limit")
            .Curve("was", was)
            .Curve("now", now);
        plot.Finish();
        var most = difference.HasValues ? Math.Max(Math.Abs(difference.Min), Math.Abs(difference.Max)) : 0;
        var height = most > 0 ? 104 : 62;
        plot = new Plot(page.Html, $"d{index}", $"Replayed minus recorded command of {joint.Name}", (Width / 2, height), time, most > 0 ? (-1.1 * most, 1.1 * most) : (-1, 1), hasLevels: most > 0)
            .Curve("diff", difference);
        if (most == 0)
            plot.Word(difference.HasValues ? "no difference" : "nothing to compare");
        plot.Finish();
        page.EndFigure();
    }

    private static void Ratio(Page page, ReplayTrace trace, ReplaySide was, ReplaySide now)
    {
        if (!was.Ratio.HasValues && !now.Ratio.HasValues)
            return;
        var greatest = Math.Max(was.Ratio.Max, now.Ratio.Max);
        page.Section("Failure score", "Score over threshold, all scores of the monitor together; above 1 is an alarm. Gaps: the monitor did not tell.");
        page.Figure("Ratio", greatest > HighestRatio ? Page.Invariant($"cut off at {HighestRatio}; the greatest is {greatest:G4}") : Page.Invariant($"the greatest is {greatest:G4}"));
        new Plot(page.Html, "ratio", "Failure score over threshold", (Width, 230), (trace.StartNs, trace.EndNs), (0, Math.Clamp(greatest * 1.08, 1.2, HighestRatio)))
            .Level("limit", 1, "threshold")
            .Curve("was", was.Ratio)
            .Curve("now", now.Ratio)
            .Finish();
        page.EndFigure(("was", "recorded"), ("now", "replayed"), ("limit", "threshold")).EndSection();
    }

    private static void Latency(Page page, ReplayTrace trace)
    {
        if (trace.RecordedLatency.Count == 0 && trace.Computing.Count == 0)
            return;
        page.Section("Latencies", "Of inferences, in classes that grow by a quarter. Recorded: from the request to the end of the inference on the robot. Replayed: what the inference took on this machine; log time does not depend on it.");
        page.Figure("Share of inferences", $"recorded {Quantiles(trace.RecordedLatency)}; replayed {Quantiles(trace.Computing)}");
        LatencyBars.Write(page.Html, "Latency of inferences", ("bar", "recorded", trace.RecordedLatency), ("bar2", "replayed", trace.Computing));
        page.Html.Append("<div class=\"key\"><span><svg viewBox=\"0 0 28 10\"><rect class=\"bar\" width=\"28\" height=\"10\"/></svg>recorded, request to chunk</span><span><svg viewBox=\"0 0 28 10\"><rect class=\"bar2\" width=\"28\" height=\"10\"/></svg>replayed, computing</span></div>");
        page.EndFigure().EndSection();
    }

    private static string Quantiles(Distribution values) => values.Count == 0
        ? "none"
        : Page.Invariant($"p50 {values.Quantile(0.5) * 1e3:G3}, p99 {values.Quantile(0.99) * 1e3:G3}, greatest {values.Max * 1e3:G3} ms of {values.Count}");

    private static string Seconds(TimeSpan time) => Page.Invariant($"{time.TotalSeconds:0.0} s");

    private static string Short(string hash) => hash.Length > 16 ? hash[..16] + "…" : hash;
}
