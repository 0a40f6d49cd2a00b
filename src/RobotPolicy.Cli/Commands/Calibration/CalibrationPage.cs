using RobotPolicy.Cli.Output.Pages;
using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure.Calibration;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary>A page that shows a calibration: one file, nothing fetched, light and dark.</summary>
internal static class CalibrationPage
{
    private const string Style = PageStyle.Base + """
        .run,.fail,.mean,.band,.const{fill:none;stroke-linejoin:round;vector-effect:non-scaling-stroke}
        .run{stroke:var(--run);stroke-width:1;opacity:.28}.fail{stroke:var(--fail);stroke-width:1.2;opacity:.6}.mean{stroke:var(--mean);stroke-width:2}
        .band{stroke:var(--band);stroke-width:2.5}.const{stroke:var(--band);stroke-width:1.5;stroke-dasharray:6 4}.area{fill:var(--band);opacity:.1}
        """;

    public static string Write(CalibrationResult result)
    {
        var page = new Page($"Calibration of {result.Policy}", Style)
            .Heading(
                $"Failure monitor of {result.Policy}",
                $"Calibrated by {CalibrationText.MethodText(result.Method)}; an alarm needs {(result.Rule == AlarmRule.And ? "every score" : "one score")} beyond its threshold.")
            .Facts(
                (Page.Invariant($"{result.Delta}"), "δ, share of false alarms", ""),
                (Page.Invariant($"{result.Calibrated}"), "rollouts made thresholds", ""),
                (Page.Invariant($"{result.Deciding}"), $"of them set the level; {result.Needed} needed", ""),
                (Page.Invariant($"{result.Fitted}"), "others fitted the scores", ""),
                (Page.Invariant($"{result.Failures}"), "failures, shown only", ""),
                (Page.Invariant($"{result.CallIntervalSeconds:0.###} s"), "from call to call", ""))
            .Note(CalibrationText.Guarantee(result), result.IsCertified);
        foreach (var score in result.Scores)
            Figure(page, result, score);
        page.Html.Append("<section><h2 style=\"margin-top:2rem\">What is not promised</h2>");
        page.List(CalibrationText.Limits(result)).EndSection();
        if (result.LeftOut.Count > 0)
            page.Section("Rollouts left out").List(result.LeftOut.GroupBy(l => l.Reason).Select(group => $"{group.Count()}: {group.Key}.")).EndSection();
        page.Html.Append("<p class=\"hash\">policy ").Append(result.PolicyHash);
        if (result.PackageHash is { } hash)
            page.Html.Append("<br>package ").Append(hash);
        page.Html.Append("</p>");
        return page.Finish();
    }

    private static void Figure(Page page, CalibrationResult result, ScoreCalibration score)
    {
        var beyond = score.FailedSeries.Count > 0
            ? $"; beyond its threshold in {score.FailedSeries.Count(s => CalibrationText.IsAlarm(score, s))} of {score.FailedSeries.Count} failures"
            : "";
        page.Figure(score.Name, $"sum over {CalibrationText.WindowText(score)}{beyond}");
        new ScoreChart(score, result.CallIntervalSeconds).Write(page.Html);
        page.EndFigure(
        [
            ("run", "one successful rollout"),
            ("mean", "their mean"),
            .. score.Threshold.TimeVarying is null ? ((string, string)[])[] : [("band", "threshold by call")],
            ("const", "constant threshold"),
            .. score.FailedSeries.Count > 0 ? ((string, string)[])[("fail", "one failed rollout")] : [],
        ]);
    }
}
