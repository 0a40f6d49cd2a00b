using System.Globalization;
using System.Text;
using RobotPolicy.Data.Analysis.Spans;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>A timeline of a log as SVG: who moved the arm, its tasks, and marks.</summary>
/// <param name="svg">Receives it.</param>
/// <param name="startNs">First instant.</param>
/// <param name="endNs">Last instant.</param>
internal sealed class StripChart(StringBuilder svg, long startNs, long endNs)
{
    private const double Width = 1080;
    private const double Left = 82;
    private const double RowHeight = 26;
    private const double MinTaskWidth = 3;

    private readonly double _seconds = Math.Max(1e-3, (endNs - startNs) / NanosecondsPerSecond);
    private double _y = 4;
    private readonly StringBuilder _rows = new();

    /// <summary>The key of the colours.</summary>
    public static void Key(StringBuilder html, params (string Style, string Text)[] marks)
    {
        html.Append("<div class=\"key\">");
        foreach (var (style, text) in new (string, string)[] { ("policy", "policy"), ("human", "human"), ("hold", "hold"), ("retry", "to the safe pose"), ("stop", "stop"), ("waiting", "waits for a first chunk"), ("idle", "no task") })
            html.Append("<span><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><rect class=\"").Append(style).Append("\" width=\"28\" height=\"10\" rx=\"2\"/></svg>").Append(text).Append("</span>");
        foreach (var (style, text) in marks)
            html.Append("<span><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\">").Append(Glyph(style, 14, 5)).Append("</svg>").Append(text).Append("</span>");
        html.Append("</div>");
    }

    /// <summary>A row that says who moved the arm.</summary>
    public StripChart Phases(string name, PhaseStrip strip)
    {
        Name(name);
        for (var bin = 0; bin < strip.Count; bin++)
        {
            var last = bin;
            if (OnlyPhase(strip[bin]) is { } phase)
            {
                while (last + 1 < strip.Count && OnlyPhase(strip[last + 1]) == phase)
                    last++;
                Rect(phase, strip, bin, last, _y, RowHeight - 6);
            }
            else
            {
                Mixed(strip, bin);
            }

            bin = last;
        }

        _y += RowHeight;
        return this;
    }

    /// <summary>A row of tasks.</summary>
    public StripChart Tasks(IReadOnlyList<TaskSpan> tasks)
    {
        if (tasks.Count == 0)
            return this;
        Name("tasks");
        foreach (var task in tasks)
        {
            var (from, to) = (X(task.StartNs), X(task.EndNs ?? endNs));
            var width = Math.Max(MinTaskWidth, to - from);
            var words = task.Text.Length > 0 ? task.Text : task.Id;
            var verdict = task.Verdict is "success" or "failure" ? $" {task.Verdict}" : "";
            Add($"<g><title>{Page.Encode($"{task.Id}: {words}{(task.Verdict.Length > 0 ? $" — {task.Verdict}" : "")}")}</title><rect class=\"task{verdict}\" x=\"{from:0.#}\" y=\"{_y}\" width=\"{width:0.#}\" height=\"{RowHeight - 6}\" rx=\"3\"/>");
            var room = (int)((width - 10) / 6.6);
            if (room >= 4)
                Add($"<text class=\"in\" x=\"{from + 5:0.#}\" y=\"{_y + 14:0.#}\">{Page.Encode(words.Length <= room ? words : Cut(words, room - 1) + "…")}</text>");
            _rows.Append("</g>");
        }

        _y += RowHeight;
        return this;
    }

    /// <summary>A row of marks.</summary>
    /// <param name="name">Of the row.</param>
    /// <param name="style">Their style.</param>
    /// <param name="marks">When, until when, and what is said.</param>
    public StripChart Marks(string name, string style, IReadOnlyList<(long TimeNs, long? EndNs, string Text)> marks)
    {
        if (marks.Count == 0)
            return this;
        Name(name);
        foreach (var (timeNs, until, text) in marks)
        {
            var x = X(timeNs);
            _rows.Append("<g><title>").Append(Page.Encode(Page.Invariant($"{(timeNs - startNs) / NanosecondsPerSecond:0.00} s: {text}"))).Append("</title>");
            if (until is { } end)
                Add($"<rect class=\"{style}\" opacity=\".35\" x=\"{x:0.#}\" y=\"{_y + 7:0.#}\" width=\"{Math.Max(1, X(end) - x):0.#}\" height=\"6\"/>");
            _rows.Append(Glyph(style, x, _y + 10)).Append("</g>");
        }

        _y += RowHeight;
        return this;
    }

    /// <summary>Writes all rows with the time below.</summary>
    public void Finish(string label)
    {
        var height = _y + 20;
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height:0.#}\" role=\"img\" aria-label=\"{Page.Encode(label)}\">");
        var every = Scale.NiceSeconds(_seconds * 75 / (Width - Left));
        for (var at = 0.0; at <= _seconds; at += every)
        {
            var x = X(startNs + (long)(at * NanosecondsPerSecond));
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{x:0.#} 0V{_y:0.#}\"/><text x=\"{x:0.#}\" y=\"{_y + 14:0.#}\" text-anchor=\"{(at == 0 ? "start" : "middle")}\">{Scale.Time(at, every)}{(at == 0 && every < 30 ? " s" : "")}</text>");
        }

        svg.Append(_rows).Append("</svg>");
    }

    private static string Glyph(string style, double x, double y) => style switch
    {
        "takeover" => Page.Invariant($"<path class=\"{style}\" d=\"M{x - 5:0.#} {y + 5:0.#}h10l-5 -10Z\"/>"),
        "alert" => Page.Invariant($"<path class=\"{style}\" d=\"M{x:0.#} {y - 6:0.#}l5 6l-5 6l-5 -6Z\"/>"),
        _ => Page.Invariant($"<circle class=\"{style}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"4\"/>"),
    };

    private static Phase? OnlyPhase(ReadOnlySpan<int> ticks)
    {
        Phase? only = null;
        for (var phase = 0; phase < ticks.Length; phase++)
        {
            if (ticks[phase] == 0)
                continue;
            if (only is not null)
                return null;
            only = (Phase)phase;
        }

        return only;
    }

    // Several phases in the width of a pixel stand one above the other, each with its share.
    private void Mixed(PhaseStrip strip, int bin)
    {
        var ticks = strip[bin];
        var total = 0;
        foreach (var count in ticks)
            total += count;
        var y = _y;
        for (var phase = 0; phase < ticks.Length && total > 0; phase++)
        {
            var height = (RowHeight - 6) * ticks[phase] / total;
            if (height > 0)
                Rect((Phase)phase, strip, bin, bin, y, height);
            y += height;
        }
    }

    private void Rect(Phase phase, PhaseStrip strip, int first, int last, double y, double height)
    {
        var (from, to) = (strip.StartNs + (first * strip.WidthNs), Math.Min(endNs, strip.StartNs + ((last + 1) * strip.WidthNs)));
        Add($"<rect class=\"{Style(phase)}\" x=\"{X(from):0.##}\" y=\"{y:0.#}\" width=\"{Math.Max(0.3, X(to) - X(from)):0.##}\" height=\"{height:0.#}\"><title>{Style(phase)}, {(from - startNs) / NanosecondsPerSecond:0.00}–{(to - startNs) / NanosecondsPerSecond:0.00} s</title></rect>");
    }

    private static string Style(Phase phase) => phase.ToString().ToLowerInvariant();

    // Half of a surrogate pair is no character.
    private static string Cut(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];

    private void Name(string name) => Add($"<text x=\"0\" y=\"{_y + 14:0.#}\">{Page.Encode(name)}</text>");

    private double X(long timeNs) => Left + ((timeNs - startNs) / NanosecondsPerSecond / _seconds * (Width - Left - 4));

    private void Add(FormattableString markup) => _rows.Append(markup.ToString(CultureInfo.InvariantCulture));

    private const double NanosecondsPerSecond = 1e9;
}
