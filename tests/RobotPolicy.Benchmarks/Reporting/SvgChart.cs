using System.Globalization;
using System.Text;

namespace RobotPolicy.Benchmarks.Reporting;

/// <summary>Line charts side by side in one SVG picture.</summary>
internal sealed class SvgChart
{
    private const double PanelWidth = 420;
    private const double PanelHeight = 260;
    private const double Left = 60;
    private const double Top = 40;
    private const double Bottom = 50;
    private const double Gap = 30;
    private const double LegendLine = 18;
    private const int Ticks = 5;

    private static readonly string[] Colours =
        ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#999933"];

    private readonly List<(string Title, string X, string Y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> Series)> _panels = [];

    /// <summary>Adds a panel. Points that are not finite are left out; series of the same name have the same colour in all panels.</summary>
    public SvgChart Panel(string title, string x, string y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> series)
    {
        _panels.Add((title, x, y, [.. series.Select(s => (s.Name, (IReadOnlyList<(double, double)>)[.. s.Points.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))]))]));
        return this;
    }

    /// <summary>Writes the picture.</summary>
    public void Save(string file)
    {
        var names = _panels.SelectMany(panel => panel.Series).Select(series => series.Name).Distinct().ToList();
        var width = _panels.Count * (Left + PanelWidth + Gap);
        var height = Top + PanelHeight + Bottom + (LegendLine * (names.Count + 1));
        var svg = new StringBuilder();
        svg.AppendLine(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:F0}\" height=\"{height:F0}\" font-family=\"sans-serif\" font-size=\"12\">");
        svg.AppendLine("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        for (var i = 0; i < _panels.Count; i++)
            Draw(svg, _panels[i], Left + (i * (Left + PanelWidth + Gap)), names);
        for (var i = 0; i < names.Count; i++)
        {
            var y = Top + PanelHeight + Bottom + (LegendLine * (i + 0.5));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{Left:F0}\" y1=\"{y - 4:F1}\" x2=\"{Left + 24:F0}\" y2=\"{y - 4:F1}\" stroke=\"{Colour(i)}\" stroke-width=\"2\"/>");
            Text(svg, Left + 30, y, "start", names[i]);
        }

        svg.AppendLine("</svg>");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, svg.ToString());
    }

    private static void Draw(
        StringBuilder svg, (string Title, string X, string Y, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> Series) panel,
        double left, List<string> names)
    {
        var points = panel.Series.SelectMany(series => series.Points).ToList();
        double lowX = points.Select(p => p.X).DefaultIfEmpty(0).Min(), highX = points.Select(p => p.X).DefaultIfEmpty(1).Max();
        var highY = Math.Max(1e-9, points.Select(p => p.Y).DefaultIfEmpty(1).Max() * 1.05);
        if (!(highX > lowX))
            highX = lowX + 1;
        double AtX(double x) => left + (PanelWidth * (x - lowX) / (highX - lowX));
        double AtY(double y) => Top + (PanelHeight * (1 - (y / highY)));

        Text(svg, left + (PanelWidth / 2), Top - 16, "middle", panel.Title);
        Text(svg, left + (PanelWidth / 2), Top + PanelHeight + 36, "middle", panel.X);
        Text(svg, left - 50, Top - 16, "start", panel.Y);
        for (var i = 0; i <= Ticks; i++)
        {
            double x = lowX + ((highX - lowX) * i / Ticks), y = highY * i / Ticks;
            svg.AppendLine(CultureInfo.InvariantCulture, $"<line x1=\"{left:F1}\" y1=\"{AtY(y):F1}\" x2=\"{left + PanelWidth:F1}\" y2=\"{AtY(y):F1}\" stroke=\"#dddddd\"/>");
            Text(svg, left - 6, AtY(y) + 4, "end", y.ToString("G3", CultureInfo.InvariantCulture));
            Text(svg, AtX(x), Top + PanelHeight + 16, "middle", x.ToString("G3", CultureInfo.InvariantCulture));
        }

        foreach (var (name, line) in panel.Series)
        {
            var path = string.Join(' ', line.Select(p => string.Create(CultureInfo.InvariantCulture, $"{AtX(p.X):F1},{AtY(p.Y):F1}")));
            svg.AppendLine(CultureInfo.InvariantCulture, $"<polyline points=\"{path}\" fill=\"none\" stroke=\"{Colour(names.IndexOf(name))}\" stroke-width=\"2\"/>");
        }
    }

    /// <summary>Writes a line of text.</summary>
    public static void Text(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.AppendLine(CultureInfo.InvariantCulture, $"<text x=\"{x:F1}\" y=\"{y:F1}\" text-anchor=\"{anchor}\">{System.Security.SecurityElement.Escape(text)}</text>");

    private static string Colour(int index) => Colours[index % Colours.Length];
}
