using System.Globalization;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>What an analysis came to, for people at a terminal.</summary>
internal static class AnalysisText
{
    private const int MaxRows = 40;

    public static IReadOnlyList<Sheet> Sheets(LogAnalysis analysis, (string Task, double Seconds)? moment)
    {
        if (moment is { } asked)
            return [Similar(analysis.Similar ?? [], Invariant($"Moments like {asked.Task} after {asked.Seconds} s"))];
        var (all, policy, human, held) = AnalysisFigures.Seconds(analysis);
        var alarms = AnalysisFigures.Alarms(analysis);
        var leads = AnalysisFigures.LeadSeconds(analysis);
        var overview = new Sheet { Title = "Overview" }
            .Field("recordings", Invariant($"{analysis.Logs.Count}, {Words.Seconds(analysis.Logs.Sum(log => log.Seconds))}"))
            .Field("tasks", Invariant($"{analysis.Episodes.Count}, {Words.Seconds(all)}: policy {Share(policy, all)}, human {Share(human, all)}, held {Share(held, all)}"));
        foreach (var (name, successes, judged, tasks, (low, high)) in AnalysisFigures.Success(analysis))
            overview.Field($"success of {(name.Length > 0 ? name : "?")}", judged == 0 ? Invariant($"nobody said, {tasks} tasks") : Invariant($"{successes} of {judged}, 95 % between {low:P0} and {high:P0}"));
        overview
            .Field("takeovers", Invariant($"{analysis.Takeovers.Count}, median {Words.Seconds(AnalysisFigures.Median(analysis.Takeovers.Select(each => (double?)each.Seconds)))}; after an alarm {Words.Seconds(AnalysisFigures.Median(analysis.Takeovers.Select(each => each.ReactionSeconds)))}"))
            .Field("alarms", Invariant($"true {alarms.TrueAlarms}, false {alarms.FalseAlarms}, missed {alarms.Missed}, rightly quiet {alarms.Quiet}, rescued {alarms.Rescued}; lead {Words.Seconds(Compatibility.Quantile(leads, 0.5))}"))
            .Field("σ of the next state", $"policy {Sigma(analysis.PolicyDiversity)}, human {Sigma(analysis.HumanDiversity)} of the joints' ranges");
        var episodes = new Sheet("recording", "task", "outcome", "length", "takeovers", "human", "holds", "alarms") { Title = "Tasks", Empty = "No tasks." };
        foreach (var episode in analysis.Episodes.Take(MaxRows))
            episodes.Row(
                episode.Log, episode.Task, new Cell(episode.Outcome, episode.Outcome == "success" ? Tone.Good : episode.Outcome == "failure" ? Tone.Bad : Tone.Warn),
                Words.Seconds(episode.Seconds), Invariant($"{episode.Takeovers}"), Share(episode.HumanSeconds, episode.Seconds), Invariant($"{episode.Holds}"), Invariant($"{episode.Alarms}"));
        var times = new Sheet("time", "count", "p50", "p99", "greatest") { Title = "Times" };
        foreach (var (name, values) in analysis.Latencies.Where(each => each.Value.Count > 0))
            times.Row(name, Invariant($"{values.Count}"), Words.Seconds(values.Quantile(0.5)), Words.Seconds(values.Quantile(0.99)), Words.Seconds(values.Max));
        return [overview, episodes, times];
    }

    private static Sheet Similar(IReadOnlyList<SimilarMoment> moments, string title)
    {
        var sheet = new Sheet("recording", "at", "task", "in the task", "cosine") { Title = title, Empty = "No other moment." };
        foreach (var each in moments)
            sheet.Row(each.Log, Invariant($"{each.Seconds:0.00} s"), each.Task, double.IsNaN(each.TaskSeconds) ? "" : Invariant($"{each.TaskSeconds:0.00} s"), Invariant($"{each.Cosine:0.0000}"));
        return sheet;
    }

    private static string Sigma(TransitionDiversity diversity) => double.IsFinite(diversity.Sigma) ? Invariant($"{diversity.Sigma * 100:0.00} %") : "-";

    private static string Share(double part, double all) => all > 0 ? Words.Percent(part / all) : "-";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
