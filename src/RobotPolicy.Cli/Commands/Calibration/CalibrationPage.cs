using System.Globalization;
using System.Net;
using System.Text;
using RobotPolicy.Inference.Failure.Calibration;

namespace RobotPolicy.Cli.Commands.Calibration;

/// <summary>A page that shows a calibration: one file, nothing fetched, light and dark.</summary>
internal static class CalibrationPage
{
    private const string Style = """
        :root{color-scheme:light dark;--bg:#fcfcfb;--ink:#1d2126;--dim:#646c76;--line:#dfe2e6;--card:#fff;--run:#2f6fb3;--mean:#14508c;--band:#e08a1e;--fail:#c2304a;--ok:#1c7a4a;--warn:#a35c00}
        @media(prefers-color-scheme:dark){:root{--bg:#15181c;--ink:#e7eaee;--dim:#98a1ac;--line:#31373e;--card:#1c2025;--run:#6aa6e6;--mean:#a9cffa;--band:#f0a94a;--fail:#ff7088;--ok:#5cc58f;--warn:#eaa24a}}
        *{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
        main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.1rem;margin:0}
        .dim{color:var(--dim)}.hash{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;color:var(--dim)}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin:1.25rem 0}
        .facts div{background:var(--card);padding:.7rem .9rem}.facts b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums}.facts span{font-size:.82rem;color:var(--dim)}
        .note{border-left:4px solid var(--ok);background:var(--card);padding:.8rem 1rem;border-radius:0 8px 8px 0}.note.no{border-color:var(--warn)}.note p{margin:0}
        figure{margin:1.5rem 0 0;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem}
        figcaption{display:flex;flex-wrap:wrap;gap:.25rem 1rem;justify-content:space-between;align-items:baseline;margin-bottom:.5rem}
        svg{display:block;width:100%;height:auto}svg text{fill:var(--dim);font:12px system-ui,sans-serif;font-variant-numeric:tabular-nums}
        .grid{stroke:var(--line);stroke-width:1}.run,.fail,.mean,.band,.const{fill:none;stroke-linejoin:round;vector-effect:non-scaling-stroke}
        .run{stroke:var(--run);stroke-width:1;opacity:.28}.fail{stroke:var(--fail);stroke-width:1.2;opacity:.6}.mean{stroke:var(--mean);stroke-width:2}
        .band{stroke:var(--band);stroke-width:2.5}.const{stroke:var(--band);stroke-width:1.5;stroke-dasharray:6 4}.area{fill:var(--band);opacity:.1}
        .key{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.85rem;color:var(--dim);margin-top:.5rem}.key svg{display:inline-block;width:28px;height:10px;margin-right:.4rem;vertical-align:middle}
        ul{padding-left:1.2rem}li{margin:.2rem 0}
        """;

    public static string Write(CalibrationResult result)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
            .Append(Text($"Calibration of {result.Policy}")).Append("</title><style>").Append(Style).Append("</style><main><h1>")
            .Append(Text($"Failure monitor of {result.Policy}")).Append("</h1><p class=\"dim\">")
            .Append(Text($"Calibrated by {CalibrationText.MethodText(result.Method)}; an alarm needs {(result.Rule == RobotPolicy.Control.Failure.AlarmRule.And ? "every score" : "one score")} beyond its threshold."))
            .Append("</p><div class=\"facts\">");
        Fact(page, Invariant($"{result.Delta}"), "δ, share of false alarms");
        Fact(page, Invariant($"{result.Calibrated}"), "rollouts made thresholds");
        Fact(page, Invariant($"{result.Deciding}"), $"of them set the level; {result.Needed} needed");
        Fact(page, Invariant($"{result.Fitted}"), "others fitted the scores");
        Fact(page, Invariant($"{result.Failures}"), "failures, shown only");
        Fact(page, Invariant($"{result.CallIntervalSeconds:0.###} s"), "from call to call");
        page.Append("</div><div class=\"note").Append(result.IsCertified ? "" : " no").Append("\"><p>").Append(Text(CalibrationText.Guarantee(result))).Append("</p></div>");
        foreach (var score in result.Scores)
            Figure(page, result, score);
        page.Append("<section><h2 style=\"margin-top:2rem\">What is not promised</h2><ul>");
        foreach (var limit in CalibrationText.Limits(result))
            page.Append("<li>").Append(Text(limit)).Append("</li>");
        page.Append("</ul></section>");
        if (result.LeftOut.Count > 0)
        {
            page.Append("<section><h2>Rollouts left out</h2><ul>");
            foreach (var group in result.LeftOut.GroupBy(l => l.Reason))
                page.Append("<li>").Append(Text($"{group.Count()}: {group.Key}.")).Append("</li>");
            page.Append("</ul></section>");
        }

        page.Append("<p class=\"hash\">policy ").Append(result.PolicyHash);
        if (result.PackageHash is { } hash)
            page.Append("<br>package ").Append(hash);
        return page.Append("</p></main></html>\n").ToString();
    }

    private static void Figure(StringBuilder page, CalibrationResult result, ScoreCalibration score)
    {
        var chart = new ScoreChart(score, result.CallIntervalSeconds);
        page.Append("<figure><figcaption><h2>").Append(Text(score.Name)).Append("</h2><span class=\"dim\">").Append(Text($"sum over {CalibrationText.WindowText(score)}"));
        if (score.FailedSeries.Count > 0)
            page.Append(Text($"; beyond its threshold in {score.FailedSeries.Count(s => CalibrationText.IsAlarm(score, s))} of {score.FailedSeries.Count} failures"));
        page.Append("</span></figcaption>");
        chart.Write(page);
        page.Append("<div class=\"key\">");
        Key(page, "run", "one successful rollout");
        Key(page, "mean", "their mean");
        if (score.Threshold.TimeVarying is not null)
            Key(page, "band", "threshold by call");
        Key(page, "const", "constant threshold");
        if (score.FailedSeries.Count > 0)
            Key(page, "fail", "one failed rollout");
        page.Append("</div></figure>");
    }

    private static void Key(StringBuilder page, string line, string text) =>
        page.Append("<span><svg viewBox=\"0 0 28 10\"><path class=\"").Append(line).Append("\" d=\"M1 5H27\"/></svg>").Append(text).Append("</span>");

    private static void Fact(StringBuilder page, string value, string name) =>
        page.Append("<div><b>").Append(Text(value)).Append("</b><span>").Append(Text(name)).Append("</span></div>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
