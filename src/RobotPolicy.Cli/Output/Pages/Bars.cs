using System.Globalization;
using System.Text;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>Columns side by side, as SVG.</summary>
internal static class Bars
{
    private const double Width = 1080;
    private const double Height = 200;
    private const double Left = 50;
    private const double Bottom = 40;
    private const double Top = 10;

    /// <summary>Writes columns.</summary>
    /// <param name="svg">Receives them.</param>
    /// <param name="label">What they show, for whoever cannot see it.</param>
    /// <param name="names">What each group of columns is, shown below as far as there is room.</param>
    /// <param name="unit">What is below.</param>
    /// <param name="rows">Values of each row, one per group, with its style and its name.</param>
    public static void Write(StringBuilder svg, string label, IReadOnlyList<string> names, string unit, params (string Style, string Name, IReadOnlyList<double> Values)[] rows)
    {
        var top = Scale.NiceAbove(rows.SelectMany(row => row.Values).Where(double.IsFinite).DefaultIfEmpty(1).Max());
        double Y(double value) => Height - Bottom - (value / top * (Height - Top - Bottom));
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Page.Encode(label)}\">");
        for (var i = 0; i <= 4; i++)
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{Left} {Y(top * i / 4):0.#}H{Width}\"/><text x=\"{Left - 8}\" y=\"{Y(top * i / 4) + 4:0.#}\" text-anchor=\"end\">{top * i / 4:G3}</text>");
        var group = (Width - Left) / Math.Max(1, names.Count);
        var bar = group * 0.8 / rows.Length;
        var every = Math.Max(1, (int)Math.Ceiling(56 / group));
        for (var i = 0; i < names.Count; i++)
        {
            var x = Left + (i * group) + (group * 0.1);
            for (var row = 0; row < rows.Length; row++)
                if (rows[row].Values[i] is var value && value > 0 && double.IsFinite(value))
                    svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{rows[row].Style}\" x=\"{x + (row * bar):0.#}\" y=\"{Y(value):0.#}\" width=\"{bar:0.##}\" height=\"{Y(0) - Y(value):0.#}\"><title>{Page.Encode(rows[row].Name)}, {Page.Encode(names[i])}: {value:G4}</title></rect>");
            if (i % every == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{x + (group * 0.4):0.#}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{Page.Encode(names[i])}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{(Left + Width) / 2}\" y=\"{Height - 5}\" text-anchor=\"middle\">{Page.Encode(unit)}</text></svg>");
    }
}
