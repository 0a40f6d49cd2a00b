using System.Text;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>Distributions of latencies as columns, in classes that grow by a quarter.</summary>
internal static class LatencyBars
{
    private const double Growth = 1.25;

    /// <summary>Writes columns: shares of each distribution, in percent.</summary>
    /// <param name="svg">Receives them.</param>
    /// <param name="label">What they show.</param>
    /// <param name="rows">Distributions in seconds, with style and name.</param>
    public static void Write(StringBuilder svg, string label, params (string Style, string Name, Distribution Values)[] rows)
    {
        var shown = rows.Where(row => row.Values.Count > 0).ToArray();
        if (shown.Length == 0)
            return;
        var least = Math.Max(1e-5, shown.Min(row => row.Values.Min));
        var greatest = Math.Max(least, shown.Max(row => row.Values.Max));
        var edges = new List<double> { least / Growth };
        while (edges[^1] < greatest * 1.02)
            edges.Add(edges[^1] * Growth);
        Bars.Write(
            svg,
            label,
            [.. edges.Skip(1).Select(edge => Page.Invariant($"{edge * 1e3:G3}"))],
            "up to … ms; columns: % of inferences",
            [.. shown.Select(row => (row.Style, row.Name, (IReadOnlyList<double>)
                [.. Enumerable.Range(1, edges.Count - 1).Select(i => 100.0 * row.Values.CountBetween(i == 1 ? -1 : edges[i - 1], edges[i]) / row.Values.Count)]))]);
    }
}
