using System.Globalization;
using System.Text;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>All rows as bars in one SVG picture: each ratio as a part of its bar, with the spread of its rounds.</summary>
internal static class RatioPlot
{
    private const double NameWidth = 360;
    private const double PlotWidth = 420;
    private const double FigureWidth = 170;
    private const double LineHeight = 22;
    private const double Top = 40;

    // In bars; what is beyond is drawn up to here.
    private const double Longest = 2;

    /// <summary>Writes the picture. Rows without a bar, or whose bar is zero, are left out.</summary>
    public static void Save(IReadOnlyList<BenchmarkRow> rows, string file)
    {
        var shown = rows.Where(row => row.Bar > 0 && double.IsFinite(row.Bar) && double.IsFinite(row.Ratio)).ToList();
        var height = Top + (LineHeight * shown.Count) + 16;
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{NameWidth + PlotWidth + FigureWidth:F0}\" height=\"{height:F0}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        SvgChart.Text(svg, NameWidth + AtBar(1), Top - 12, "middle", "allowed");
        SvgChart.Text(svg, NameWidth, Top - 12, "middle", "0");
        for (var i = 0; i < shown.Count; i++)
            Draw(svg, shown[i], Top + (LineHeight * i));
        svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{NameWidth + AtBar(1):F1}\" y1=\"{Top - 6:F1}\" x2=\"{NameWidth + AtBar(1):F1}\" y2=\"{height - 10:F1}\" stroke=\"#000000\" stroke-dasharray=\"4 3\"/>");
        svg.AppendLine("</svg>");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, svg.ToString());
    }

    private static void Draw(StringBuilder svg, BenchmarkRow row, double y)
    {
        var ratios = row.Ratios.Where(double.IsFinite).ToList();
        var width = AtBar(row.Ratio / row.Bar);
        SvgChart.Text(svg, NameWidth - 8, y + 15, "end", row.Name);
        svg.AppendLine(CultureInfo.InvariantCulture, $"<rect x=\"{NameWidth:F1}\" y=\"{y + 4:F1}\" width=\"{width:F1}\" height=\"{LineHeight - 8:F1}\" fill=\"{(row.Passed ? "#009e73" : "#d55e00")}\"/>");
        if (ratios.Count > 1)
        {
            double from = NameWidth + AtBar(ratios.Min() / row.Bar), to = NameWidth + AtBar(ratios.Max() / row.Bar);
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{from:F1}\" y1=\"{y + 11:F1}\" x2=\"{to:F1}\" y2=\"{y + 11:F1}\" stroke=\"#000000\" stroke-width=\"1.5\"/>");
        }

        SvgChart.Text(svg, NameWidth + PlotWidth + 8, y + 15, "start", string.Create(CultureInfo.InvariantCulture, $"{row.Ratio:F2} of ≤ {row.Bar:0.##}"));
    }

    private static double AtBar(double bars) => PlotWidth * Math.Clamp(bars, 0, Longest) / Longest;
}
