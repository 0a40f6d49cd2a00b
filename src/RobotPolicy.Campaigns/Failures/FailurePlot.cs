using System.Globalization;
using System.Text;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// The picture: for each package, how far scores were from the threshold call by call in every episode, when alarms came, and what help
/// came to. Colours follow the reader's light or dark setting.
/// </summary>
internal static class FailurePlot
{
    private const int PanelWidth = 460;
    private const int PanelHeight = 300;
    private const int Margin = 56;
    private const double LowestRatio = 0.1;
    private const double HighestRatio = 20;

    private const string Style =
        "<style>:root{--ink:#1b1f24;--grid:#d0d7de;--ok:#1a7f37;--bad:#cf222e;--own:#0969da;--paper:#ffffff}"
        + "@media(prefers-color-scheme:dark){:root{--ink:#e6edf3;--grid:#30363d;--ok:#3fb950;--bad:#f85149;--own:#58a6ff;--paper:#0d1117}}"
        + "text{font:12px system-ui,sans-serif;fill:var(--ink)}.t{font-weight:600;font-size:14px}.g{stroke:var(--grid);stroke-width:1;fill:none}"
        + ".ok{stroke:var(--ok);fill:none;stroke-width:1;opacity:.35}.bad{stroke:var(--bad);fill:none;stroke-width:1;opacity:.6}"
        + ".limit{stroke:var(--ink);stroke-width:1.5;stroke-dasharray:5 3}.okbar{fill:var(--ok)}.badbar{fill:var(--bad)}.ownbar{fill:var(--own)}</style>";

    /// <summary>Writes the picture.</summary>
    public static void Save(IReadOnlyList<PackageResult> results, string path)
    {
        var svg = new StringBuilder();
        var (width, height) = ((2 * (PanelWidth + (2 * Margin))), results.Count * (PanelHeight + (2 * Margin)));
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">{Style}");
        Add(svg, $"<rect width=\"{width}\" height=\"{height}\" style=\"fill:var(--paper)\"/>");
        for (var i = 0; i < results.Count; i++)
        {
            var top = (i * (PanelHeight + (2 * Margin))) + Margin;
            Ratios(svg, results[i], Margin, top);
            Detectors(svg, results[i], PanelWidth + (3 * Margin), top);
        }

        svg.Append("</svg>");
        File.WriteAllText(path, svg.ToString());
    }

    private static void Ratios(StringBuilder svg, PackageResult result, int left, int top)
    {
        Text(svg, left, top - 24, $"{result.Package}: score over threshold, every episode", "t");
        double X(int call) => left + ((double)call / Math.Max(1, result.MaxCalls - 1) * PanelWidth);
        double Y(double ratio) =>
            top + (PanelHeight * (1 - (Math.Log(Math.Clamp(ratio, LowestRatio, HighestRatio) / LowestRatio) / Math.Log(HighestRatio / LowestRatio))));
        foreach (var ratio in (double[])[0.2, 1, 5])
        {
            Add(svg, $"<path class=\"{(ratio == 1 ? "limit" : "g")}\" d=\"M{left} {Y(ratio):F1}h{PanelWidth}\"/>");
            Text(svg, left - 30, Y(ratio) + 4, ratio.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var episode in result.Alone.OrderByDescending(episode => episode.Succeeded))
        {
            var points = string.Join(' ', episode.Reports.Select((report, call) => FormattableString.Invariant($"{X(call):F1},{Y(double.IsFinite(report.Ratio) ? report.Ratio : HighestRatio):F1}")));
            Add(svg, $"<polyline class=\"{(episode.Succeeded ? "ok" : "bad")}\" points=\"{points}\"/>");
        }

        Text(svg, left, top + PanelHeight + 20, "policy calls; green succeeded, red failed; above the dashed line is an alarm");
    }

    private static void Detectors(StringBuilder svg, PackageResult result, int left, int top)
    {
        Text(svg, left, top - 24, $"{result.Package}: balanced and timestep-wise accuracy", "t");
        var shown = result.Detections.Where(detection => detection.Delta == result.Detections[0].Delta).Prepend(result.Shipped).ToArray();
        var step = (double)PanelHeight / shown.Length;
        const int label = 170;
        const int bars = PanelWidth - label;
        foreach (var (i, detection) in shown.Index())
        {
            var y = top + (i * step);
            Text(svg, left, y + (step / 2) + 4, detection.Name);
            Add(svg, $"<rect class=\"ownbar\" x=\"{left + label}\" y=\"{y + 4:F1}\" width=\"{bars * detection.Quality.BalancedAccuracy:F1}\" height=\"{(step - 10) / 2:F1}\"/>");
            Add(svg, $"<rect class=\"okbar\" x=\"{left + label}\" y=\"{y + 4 + ((step - 10) / 2):F1}\" width=\"{bars * detection.Quality.TimestepAccuracy:F1}\" height=\"{(step - 10) / 2:F1}\"/>");
        }

        Add(svg, $"<path class=\"limit\" d=\"M{left + label + (bars * 0.5):F1} {top}v{PanelHeight}\"/>");
        Text(svg, left, top + PanelHeight + 20, "blue balanced, green timestep-wise; the dashed line is guessing");
    }

    private static void Text(StringBuilder svg, double x, double y, string text, string style = "") =>
        Add(svg, $"<text x=\"{x:F1}\" y=\"{y:F1}\" class=\"{style}\">{System.Net.WebUtility.HtmlEncode(text)}</text>");

    private static void Add(StringBuilder svg, FormattableString text) => svg.AppendLine(text.ToString(CultureInfo.InvariantCulture));
}
