using RobotPolicy.Cli.Output;
using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;
using static RobotPolicy.Cli.Commands.Analysis.AnalysisPage;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>The part of the page about takeovers, alarms, and what policy and human differ by.</summary>
internal static class AnalysisPeople
{
    private const int MaxRows = 200;

    public static void Write(Page page, LogAnalysis analysis)
    {
        Takeovers(page, analysis);
        Alarms(page, analysis);
        Divergence(page, analysis);
        Fit(page, analysis);
    }

    private static void Takeovers(Page page, LogAnalysis analysis)
    {
        var all = AnalysisFigures.Seconds(analysis).All;
        var people = new PageTable(
            "operator", "#takeovers", "#in command, s", "#share|Of the time of all tasks.", "#median length, s", "#reaction, s|Median, from the beginning of the alarm before a takeover to the takeover, in the same task.",
            "#compatibility|Mean over the takeovers that could be judged; see below.", "#contradicting steps|Share, mean over the same.")
        {
            Empty = "Nobody took over.",
        };
        foreach (var (name, takeovers) in AnalysisFigures.ByOperator(analysis))
        {
            var seconds = takeovers.Sum(each => each.Seconds);
            var contradiction = AnalysisFigures.Mean(takeovers.Select(each => each.Contradiction));
            people.Row(
                name, Count(takeovers.Count), Fixed(seconds), Share(seconds, all), Fixed(AnalysisFigures.Median(takeovers.Select(each => (double?)each.Seconds))),
                Fixed(AnalysisFigures.Median(takeovers.Select(each => each.ReactionSeconds))), Fixed(AnalysisFigures.Mean(takeovers.Select(each => each.Compatibility))),
                double.IsNaN(contradiction) ? "" : Share(contradiction, 1));
        }

        var list = new PageTable(
            "recording", "task", "#at, s|Since the first tick of its recording.", "#length, s", "operator", "stream", "before", "#speed before|Greatest commanded speed of a joint in the tick before, as a share of its limit.",
            "#score before|Failure score over threshold in the tick before.", "#after alarm, s", "#divergence|Root mean square of what policy and human command over all joints, in % of their ranges.", "#compatibility")
        {
            Empty = "Nobody took over.",
            LeftOut = Math.Max(0, analysis.Takeovers.Count - MaxRows),
        };
        foreach (var each in analysis.Takeovers.Take(MaxRows))
            list.Row(
                each.Log, each.Task, Fixed(each.StartSeconds), Fixed(each.Seconds), each.Operator, each.Source,
                each.Cause.Length > 0 ? $"{Words.Of(each.Before)}: {Words.Snake(each.Cause).Replace('_', ' ')}" : Words.Of(each.Before), Share(each.SpeedBefore, 1),
                Digits(each.RatioBefore ?? double.NaN), Fixed(each.ReactionSeconds ?? double.NaN), each.Divergence is { } divergence ? Share(divergence, 1) : "", Fixed(each.Compatibility ?? double.NaN));
        page.Section("Takeovers", "When people stepped in, for how long, how fast after an alarm, and what had been commanded before.").Table(people).Table(list);
        Similar(page, analysis);
        page.EndSection();
    }

    private static void Similar(Page page, LogAnalysis analysis)
    {
        var table = new PageTable("takeover", "#in task, s", "recording", "task", "#at, s", "#in the task, s", "#cosine|Of the policy’s two encodings of what it observed; 1 is the same direction.") { Empty = "The policies give no encoding of what they observe, or there is nothing else to compare." };
        foreach (var takeover in analysis.Takeovers.Where(each => each.Similar.Count > 0))
        {
            var episode = analysis.Episodes.FirstOrDefault(each => each.Log == takeover.Log && each.Task == takeover.Task);
            foreach (var each in takeover.Similar)
            {
                if (table.Count == MaxRows)
                {
                    table.LeftOut++;
                    continue;
                }

                var isFirst = ReferenceEquals(each, takeover.Similar[0]);
                table.Row(
                    isFirst ? $"{takeover.Task} in {takeover.Log}" : "", isFirst && episode is not null ? Fixed(takeover.StartSeconds - episode.StartSeconds) : "", each.Log, each.Task, Fixed(each.Seconds),
                    Fixed(each.TaskSeconds), Page.Invariant($"{each.Cosine:0.0000}"));
            }
        }

        page.Html.Append("<h3>Moments like those before a takeover</h3>");
        page.Paragraph("What the policy saw most like what it saw before each takeover, in all recordings: the same trouble elsewhere, or how it goes well. Moments within a second count once, and within two seconds of the takeover not at all.", "dim").Table(table);
    }

    private static void Alarms(Page page, LogAnalysis analysis)
    {
        var (hit, wrong, missed, quiet, rescued) = AnalysisFigures.Alarms(analysis);
        var leads = AnalysisFigures.LeadSeconds(analysis);
        var table = new PageTable("outcome", "#with an alarm", "#without")
            .Row("failure", new Cell(Page.Invariant($"{hit}"), Tone.Good), new Cell(Page.Invariant($"{missed}"), missed > 0 ? Tone.Bad : Tone.Plain))
            .Row("success", new Cell(Page.Invariant($"{wrong}"), wrong > 0 ? Tone.Warn : Tone.Plain), new Cell(Page.Invariant($"{quiet}"), Tone.Good));
        page.Section("Alarms", "Tasks by outcome and by whether the failure monitor raised an alarm. Only tasks that nobody took over and whose outcome is known: a task that was rescued says nothing about its alarm.").Table(table);
        page.List(
        [
            $"{rescued} tasks with an alarm were taken over.",
            leads.Count == 0 ? "No failed task had an alarm, so there is no lead time." : Page.Invariant($"Lead time from the first alarm to the end of a failed task: median {Compatibility.Quantile(leads, 0.5):0.0} s, from {leads.Min():0.0} to {leads.Max():0.0} s, of {leads.Count}."),
        ]).EndSection();
    }

    private static void Divergence(Page page, LogAnalysis analysis)
    {
        page.Section("Policy against human", "While a human was in command: what the policy would have commanded (its target in shadow) against what was commanded, tick by tick.");
        if (analysis.Divergence.Count == 0)
        {
            page.Paragraph("No human was in command while the policy went on in shadow.", "dim").EndSection();
            return;
        }

        var table = new PageTable("joint", "unit", "#root mean square", "#greatest", "#of the range|Root mean square over the joint’s range between its limits.");
        for (var joint = 0; joint < analysis.Robot.Joints.Count; joint++)
        {
            var each = analysis.Robot.Joints[joint];
            table.Row(each.Name, each.Prismatic ? "m" : "rad", Digits(analysis.Divergence.RmsOf(joint)), Digits(analysis.Divergence.GreatestOf(joint)), Share(analysis.Divergence.RmsOf(joint), each.MaxPosition - each.MinPosition));
        }

        page.Table(table).Figure("Where in the task", Page.Invariant($"root mean square over all joints, % of their ranges; {analysis.Divergence.Count} ticks"));
        Bars.Write(
            page.Html, "Divergence of policy and human by part of the task", [.. Enumerable.Range(0, ActionDivergence.Parts).Select(part => Page.Invariant($"{part * 100 / ActionDivergence.Parts}–{(part + 1) * 100 / ActionDivergence.Parts}"))],
            "part of the task, % of its time; no column: no human was in command", ("bar", "policy against human", [.. Enumerable.Range(0, ActionDivergence.Parts).Select(part => 100 * analysis.Divergence.RmsOfPart(part))]));
        page.EndFigure().EndSection();
    }

    private static void Fit(Page page, LogAnalysis analysis)
    {
        var novelty = analysis.NoveltyIsSpread ? "the spread of the chunks that the policy sampled there" : "the distance to the nearest state of the policy in another task, as the recordings have no sampled chunks";
        page.Section("What interventions teach", $"Each tenth of a second of an intervention either agrees with the policy, teaches something new, or contradicts the policy where it knows its way. Novelty is {novelty}.");
        page.Paragraph(analysis.Compatibility.IsKnown
            ? Page.Invariant($"λ = {analysis.Compatibility.Lambda:G3} (squared share of the ranges), η = {analysis.Compatibility.Eta:G3}: both derived from these recordings, see the notes.")
            : "There is too little to derive thresholds from: it needs overlapping chunks, and tasks to compare with.", "dim");
        var table = new PageTable("recording", "task", "#from, s", "#to, s", "#error|Mean squared difference over the joints, each in units of its range.") { Empty = "No step contradicts the policy." };
        foreach (var each in analysis.WorstWindows)
            table.Row(each.Log, each.Task, Fixed(each.StartSeconds), Fixed(each.EndSeconds), Digits(each.Error));
        page.Html.Append("<h3>The worst of them, three seconds around</h3>");
        page.Table(table).EndSection();
    }
}
