using RobotPolicy.Cli.Output;
using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>A page about recordings: one file, nothing fetched, light and dark.</summary>
internal static class AnalysisPage
{
    private const int MaxRows = 400;
    private const int MaxTimelines = 24;

    public static string Write(LogAnalysis analysis)
    {
        var (all, policy, human, held) = AnalysisFigures.Seconds(analysis);
        var judged = analysis.Episodes.Count(episode => episode.Outcome is "success" or "failure");
        var successes = analysis.Episodes.Count(episode => episode.Outcome == "success");
        var page = new Page("Analysis of recordings", PageStyle.Base + PageStyle.Log)
            .Heading("Analysis of recordings", $"{analysis.Robot.Name}; {(analysis.Logs.Count == 1 ? analysis.Logs[0].Path : $"{analysis.Logs.Count} recordings")}")
            .Facts(
                (Number(analysis.Episodes.Count), "tasks", "Tasks that the recordings’ events name."),
                (judged > 0 ? $"{successes} of {judged}" : "–", "succeeded", "Outcome: a label of robotctl logs label, else the verdict at run time; only success and failure count."),
                (Seconds(all), "of tasks", "From the first to the last event of each task, summed."),
                (Share(policy, all), "policy", "Share of the tasks’ time in which the policy’s schedule was executed."),
                (Share(human, all), "human", "Share of the tasks’ time in which a human was in command."),
                (Share(held, all), "held or stopped", "Share of the tasks’ time in holds, protective and emergency stops."),
                (Number(analysis.Takeovers.Count), "takeovers", "Edges of the mode to human."),
                (Number(analysis.Episodes.Sum(episode => episode.Alarms)), "alarms", "Edges of the failure monitor’s state to alarm while a task ran."));
        page.List(analysis.Problems);
        Timelines(page, analysis);
        Episodes(page, analysis);
        AnalysisPeople.Write(page, analysis);
        AnalysisData.Write(page, analysis);
        Recording(page, analysis);
        AnalysisNotes.Write(page, analysis);
        return page.Finish();
    }

    private static void Timelines(Page page, LogAnalysis analysis)
    {
        page.Section("Timelines", analysis.Logs.Count > MaxTimelines ? $"Of the first {MaxTimelines} recordings: who moves the arm. Point at anything for its time and words." : "Who moves the arm. Point at anything for its time and words.");
        foreach (var log in analysis.Logs.Take(MaxTimelines))
        {
            if (log.Strip is not { } strip)
                continue;
            var episodes = analysis.Episodes.Where(each => each.Log == log.Name).ToList();
            page.Figure(log.Name, Seconds(log.Seconds));
            new StripChart(page.Html, 0, Ns(log.Seconds))
                .Phases("arm", strip)
                .Tasks([.. episodes.Select(each => new TaskSpan(each.Task, Ns(each.StartSeconds)) { EndNs = Ns(each.StartSeconds + each.Seconds), Text = each.Text, Verdict = each.Outcome })])
                .Marks("takeovers", "takeover", [.. analysis.Takeovers.Where(each => each.Log == log.Name).Select(each => (Ns(each.StartSeconds), (long?)null, $"{each.Operator} {each.Cause}".Trim()))])
                .Marks("first alarms", "alert", [.. episodes.Where(each => each.FirstAlarmSeconds is not null).Select(each => (Ns(each.StartSeconds + each.FirstAlarmSeconds!.Value), (long?)null, each.Task))])
                .Finish($"Timeline of {log.Name}");
            page.EndFigure();
        }

        StripChart.Key(page.Html, ("takeover", "takeover"), ("alert", "first alarm of a task"));
        page.EndSection();
    }

    private static void Episodes(Page page, LogAnalysis analysis)
    {
        var success = new PageTable("policy", "#tasks", "#judged", "#success", "#rate", "#95 % from|Middle 95 % of Beta(k + 1, n − k + 1): the rate’s posterior after a uniform prior.", "#to");
        foreach (var (name, successes, judged, tasks, (low, high)) in AnalysisFigures.Success(analysis))
            success.Row(name, Number(tasks), Number(judged), Number(successes), judged > 0 ? Share(successes, judged) : "", judged > 0 ? Share(low, 1) : "", judged > 0 ? Share(high, 1) : "");
        var table = new PageTable(
            "recording", "task", "#at, s|Since the first tick of its recording.", "text", "policy", "outcome", "by", "#length, s", "#policy, s", "#human, s", "#held, s", "#takeovers", "#holds", "#alarms", "#first alarm, s|Since the task began.")
        {
            Empty = "No tasks.",
            LeftOut = Math.Max(0, analysis.Episodes.Count - MaxRows),
        };
        foreach (var each in analysis.Episodes.Take(MaxRows))
            table.Row(
                each.Log, each.Task, Fixed(each.StartSeconds), each.Text, each.Policy, Outcome(each.Outcome), each.OutcomeBy, Fixed(each.Seconds) + (each.IsComplete ? "" : "…"),
                Fixed(each.PolicySeconds), Fixed(each.HumanSeconds), Fixed(each.HeldSeconds), Count(each.Takeovers), Count(each.Holds), Count(each.Alarms),
                each.FirstAlarmSeconds is { } alarm ? Fixed(alarm) : "");
        page.Section("Tasks", "… after a length: the recording ends before the task.").Table(success).Table(table).EndSection();
    }

    private static void Recording(Page page, LogAnalysis analysis)
    {
        page.Section("Times", "Distributions over all recordings; quantiles to 1 %, means and greatest exactly.");
        var times = new PageTable("time", "#count", "#mean, ms", "#p50, ms", "#p99, ms", "#greatest, ms");
        foreach (var (name, values) in analysis.Latencies.Where(each => each.Value.Count > 0))
            times.Row(name, Page.Invariant($"{values.Count}"), Ms(values.Mean), Ms(values.Quantile(0.5)), Ms(values.Quantile(0.99)), Ms(values.Max));
        page.Table(times);
        var (latency, model) = (analysis.Latencies["request to chunk"], analysis.Latencies["model"]);
        if (latency.Count > 0)
        {
            page.Figure("Inferences", "columns: share of all");
            LatencyBars.Write(page.Html, "Latency of inferences", ("bar", "request to chunk", latency), ("bar2", "model", model));
            page.Html.Append("<div class=\"key\"><span><svg viewBox=\"0 0 28 10\"><rect class=\"bar\" width=\"28\" height=\"10\"/></svg>request to chunk</span><span><svg viewBox=\"0 0 28 10\"><rect class=\"bar2\" width=\"28\" height=\"10\"/></svg>the model itself</span></div>");
            page.EndFigure();
        }

        page.EndSection().Section("Recordings", "Rates: messages over the time from the first to the last message. Dropped: what the recorder says that it had to leave out.");
        var logs = new PageTable("recording", "start", "#length, s", "#ticks", "#missing ticks", "#inferences") { LeftOut = Math.Max(0, analysis.Logs.Count - MaxRows) };
        var topics = new PageTable("recording", "topic", "type", "#messages", "#Hz", "#dropped");
        foreach (var log in analysis.Logs.Take(MaxRows))
        {
            logs.Row(
                log.Name, log.Start.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture), Fixed(log.Seconds), Page.Invariant($"{log.Ticks}"),
                new Cell(Page.Invariant($"{log.MissingTicks}"), log.MissingTicks > 0 ? Tone.Bad : Tone.Plain), Page.Invariant($"{log.Inferences}"));
            foreach (var topic in log.Topics.Where(_ => topics.Count < MaxRows))
                topics.Row(
                    log.Name, topic.Name, topic.Type, Page.Invariant($"{topic.Messages}"), double.IsFinite(topic.RateHz) ? Page.Invariant($"{topic.RateHz:0.0}") : "",
                    new Cell(Page.Invariant($"{topic.Dropped}"), topic.Dropped > 0 ? Tone.Bad : Tone.Plain));
        }

        topics.LeftOut = Math.Max(0, analysis.Logs.Sum(log => log.Topics.Count) - topics.Count);
        page.Table(logs).Table(topics).EndSection();
    }

    /// <summary>An outcome in its colour.</summary>
    internal static Cell Outcome(string outcome) => new(outcome.Length > 0 ? outcome : "–", outcome switch
    {
        "success" => Tone.Good,
        "failure" => Tone.Bad,
        "unsure" => Tone.Warn,
        _ => Tone.Dim,
    });

    /// <summary>Seconds or other numbers with two digits; empty for what is no number.</summary>
    internal static string Fixed(double value) => double.IsFinite(value) ? Page.Invariant($"{value:0.00}") : "";

    /// <summary>A share in percent; a dash where there is nothing to share.</summary>
    internal static string Share(double part, double all) => all > 0 && double.IsFinite(part) ? Page.Invariant($"{part / all * 100:0.#} %") : "–";

    /// <summary>A few significant digits; empty for what is no number.</summary>
    internal static string Digits(double value) => double.IsFinite(value) ? Page.Invariant($"{value:G3}") : "";

    /// <summary>A count, empty for none.</summary>
    internal static string Count(int value) => value == 0 ? "" : Number(value);

    private static string Number(int value) => Page.Invariant($"{value}");

    private static string Seconds(double seconds) => Words.Seconds(seconds);

    private static long Ns(double seconds) => (long)(seconds * 1e9);

    private static string Ms(double seconds) => Page.Invariant($"{seconds * 1e3:G4}");
}
