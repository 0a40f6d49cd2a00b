using System.Globalization;
using System.Text;
using RobotPolicy.Data.Analysis.Measures;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>A picture of curves over the time of a log, as SVG.</summary>
internal sealed class Plot
{
    private const double Left = 62;
    private const double Right = 12;

    private readonly StringBuilder _svg;
    private readonly double _width;
    private readonly double _bottom;
    private readonly double _top;
    private readonly (double Min, double Max) _y;
    private readonly long _startNs;
    private readonly double _seconds;
    private readonly string _clip;

    /// <summary>Begins a picture, with grid and axes.</summary>
    /// <param name="svg">Receives it.</param>
    /// <param name="id">Unique in the page, letters and digits.</param>
    /// <param name="label">What it shows, for whoever cannot see it.</param>
    /// <param name="size">Width and height.</param>
    /// <param name="time">First and last instant, in nanoseconds.</param>
    /// <param name="y">Least and greatest value that is shown.</param>
    /// <param name="hasTime">Whether the times stand below.</param>
    /// <param name="hasLevels">Whether the values stand beside.</param>
    public Plot(StringBuilder svg, string id, string label, (double Width, double Height) size, (long StartNs, long EndNs) time, (double Min, double Max) y, bool hasTime = true, bool hasLevels = true)
    {
        (_svg, _width, _y, _startNs, _clip) = (svg, size.Width, y.Max > y.Min ? y : (y.Min - 1, y.Min + 1), time.StartNs, $"clip-{id}");
        (_top, _bottom) = (8, size.Height - (hasTime ? 22 : 8));
        _seconds = Math.Max(1e-3, (time.EndNs - time.StartNs) / NanosecondsPerSecond);
        Add($"<svg viewBox=\"0 0 {size.Width} {size.Height}\" role=\"img\" aria-label=\"{Page.Encode(label)}\">");
        Add($"<defs><clipPath id=\"{_clip}\"><rect x=\"{Left}\" y=\"{_top - 2}\" width=\"{_width - Left - Right}\" height=\"{_bottom - _top + 4:0.#}\"/></clipPath></defs>");
        if (hasLevels)
            Levels();
        if (hasTime)
            Times();
        Add($"<g clip-path=\"url(#{_clip})\">");
    }

    /// <summary>Place of an instant.</summary>
    public double X(long timeNs) => Left + ((timeNs - _startNs) / NanosecondsPerSecond / _seconds * (_width - Left - Right));

    /// <summary>Place of a value.</summary>
    public double Y(double value) => _bottom - ((value - _y.Min) / (_y.Max - _y.Min) * (_bottom - _top));

    /// <summary>A curve, from least to greatest in each bin; gaps stay gaps.</summary>
    public Plot Curve(string style, MinMaxSeries series)
    {
        var path = new StringBuilder();
        var isOpen = false;
        var last = -1;
        for (var bin = 0; bin < series.Count; bin++)
        {
            if (!series.TryRead(bin, out var low, out var high))
                continue;
            isOpen &= bin - last <= MaxGap(series);
            last = bin;
            var x = X(series.MiddleNs(bin));
            var (first, second) = (Clamp(low), Clamp(high));
            path.Append(CultureInfo.InvariantCulture, $"{(isOpen ? 'L' : 'M')}{x:0.#} {first:0.#}");
            if (Math.Abs(first - second) >= 0.3 || !isOpen)
                path.Append(CultureInfo.InvariantCulture, $"V{second:0.#}");
            isOpen = true;
        }

        if (path.Length > 0)
            _svg.Append("<path class=\"").Append(style).Append("\" d=\"").Append(path).Append("\"/>");
        return this;
    }

    /// <summary>A level line.</summary>
    public Plot Level(string style, double value, string title)
    {
        if (value >= _y.Min && value <= _y.Max)
            Add($"<path class=\"{style}\" d=\"M{Left} {Y(value):0.#}H{_width - Right}\"><title>{Page.Encode(title)}</title></path>");
        return this;
    }

    /// <summary>A word in the middle.</summary>
    public Plot Word(string text)
    {
        Add($"<text x=\"{(Left + _width - Right) / 2:0.#}\" y=\"{((_top + _bottom) / 2) - 6:0.#}\" text-anchor=\"middle\">{Page.Encode(text)}</text>");
        return this;
    }

    /// <summary>Ends the picture.</summary>
    public void Finish() => _svg.Append("</g></svg>");

    // A slow quantity fills one bin of several; only a longer silence is a gap.
    private static int MaxGap(MinMaxSeries series) => Math.Max(2, (int)(GapSeconds * NanosecondsPerSecond / series.WidthNs));

    private double Clamp(double value) => Math.Clamp(Y(value), _top - 50, _bottom + 50);

    private void Levels()
    {
        var step = Scale.NiceAbove((_y.Max - _y.Min) / Math.Max(3, (_bottom - _top) / PixelsPerLine));
        for (var value = Math.Ceiling(_y.Min / step) * step; value <= _y.Max + (step * 1e-6); value += step)
        {
            var shown = Math.Abs(value) < step * 1e-6 ? 0 : value;
            Add($"<path class=\"grid\" d=\"M{Left} {Y(value):0.#}H{_width - Right}\"/><text x=\"{Left - 8}\" y=\"{Y(value) + 4:0.#}\" text-anchor=\"end\">{shown:G4}</text>");
        }
    }

    private void Times()
    {
        var every = Scale.NiceSeconds(_seconds * 75 / (_width - Left - Right));
        for (var at = 0.0; at <= _seconds; at += every)
        {
            var x = X(_startNs + (long)(at * NanosecondsPerSecond));
            Add($"<text x=\"{x:0.#}\" y=\"{_bottom + 17:0.#}\" text-anchor=\"middle\">{Scale.Time(at, every)}{(at == 0 && every < 30 ? " s" : "")}</text>");
        }
    }

    private void Add(FormattableString markup) => _svg.Append(markup.ToString(CultureInfo.InvariantCulture));

    private const double PixelsPerLine = 40;
    private const double GapSeconds = 0.05;
    private const double NanosecondsPerSecond = 1e9;
}
