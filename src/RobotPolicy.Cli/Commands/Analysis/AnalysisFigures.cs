using RobotPolicy.Control.Failure.Evaluation;
using RobotPolicy.Data.Analysis;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>Figures that follow from an analysis, the same for text, page and programs.</summary>
internal static class AnalysisFigures
{
    /// <summary>Success of each policy: successes, judged tasks, and the middle 95 % of Beta(k + 1, n − k + 1).</summary>
    public static IEnumerable<(string Policy, int Successes, int Judged, int Tasks, (double Low, double High) Credible)> Success(LogAnalysis analysis) =>
        analysis.Episodes.GroupBy(episode => episode.Policy).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group =>
        {
            var successes = group.Count(episode => episode.Outcome == "success");
            var judged = group.Count(episode => episode.Outcome is "success" or "failure");
            return (group.Key, successes, judged, group.Count(), BinomialStatistics.Credible(successes, judged));
        });

    /// <summary>Alarms against outcomes, over tasks that nobody took over, since a rescued task says nothing about its alarm.</summary>
    public static (int TrueAlarms, int FalseAlarms, int Missed, int Quiet, int Rescued) Alarms(LogAnalysis analysis)
    {
        var judged = analysis.Episodes.Where(episode => episode.Takeovers == 0).ToList();
        return (
            judged.Count(episode => episode is { Alarms: > 0, Outcome: "failure" }),
            judged.Count(episode => episode is { Alarms: > 0, Outcome: "success" }),
            judged.Count(episode => episode is { Alarms: 0, Outcome: "failure" }),
            judged.Count(episode => episode is { Alarms: 0, Outcome: "success" }),
            analysis.Episodes.Count(episode => episode is { Alarms: > 0, Takeovers: > 0 }));
    }

    /// <summary>Seconds from the first alarm to the end of tasks that failed without a takeover.</summary>
    public static IReadOnlyList<double> LeadSeconds(LogAnalysis analysis) =>
        [.. analysis.Episodes.Where(episode => episode is { Takeovers: 0, Outcome: "failure", FirstAlarmSeconds: not null }).Select(episode => episode.Seconds - episode.FirstAlarmSeconds!.Value)];

    /// <summary>Takeovers by who did them; by their stream where that is not known.</summary>
    public static IEnumerable<(string Operator, IReadOnlyList<TakeoverFact> Takeovers)> ByOperator(LogAnalysis analysis) =>
        analysis.Takeovers.GroupBy(takeover => takeover.Operator.Length > 0 ? takeover.Operator : $"not noted ({takeover.Source})")
            .OrderByDescending(group => group.Count()).Select(group => (group.Key, (IReadOnlyList<TakeoverFact>)[.. group]));

    /// <summary>Seconds of all tasks, of policy, human and holds in them.</summary>
    public static (double All, double Policy, double Human, double Held) Seconds(LogAnalysis analysis) => (
        analysis.Episodes.Sum(episode => episode.Seconds),
        analysis.Episodes.Sum(episode => episode.PolicySeconds),
        analysis.Episodes.Sum(episode => episode.HumanSeconds),
        analysis.Episodes.Sum(episode => episode.HeldSeconds));

    /// <summary>The middle one; NaN without values.</summary>
    public static double Median(IEnumerable<double?> values) => Compatibility.Quantile(values.OfType<double>(), 0.5);

    /// <summary>The mean; NaN without values.</summary>
    public static double Mean(IEnumerable<double?> values) => values.OfType<double>().DefaultIfEmpty(double.NaN).Average();
}
