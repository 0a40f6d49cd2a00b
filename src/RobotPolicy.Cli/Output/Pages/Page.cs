using System.Globalization;
using System.Net;
using System.Text;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>A page: one file, nothing fetched. Every text that is handed over is encoded; only <see cref="Html"/> is markup.</summary>
internal sealed class Page
{
    private readonly StringBuilder _html = new();

    /// <summary>Begins a page.</summary>
    /// <param name="title">Title of the window.</param>
    /// <param name="style">Style sheet.</param>
    public Page(string title, string style) => _html
        .Append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>")
        .Append(Encode(title)).Append("</title><style>").Append(style).Append("</style><main>");

    /// <summary>The markup so far, to be appended to.</summary>
    public StringBuilder Html => _html;

    /// <summary>A text as markup. Characters that no document may hold become replacement characters.</summary>
    public static string Encode(string text)
    {
        var encoded = WebUtility.HtmlEncode(text);
        return encoded.Any(c => char.IsControl(c) && c is not ('\n' or '\t'))
            ? string.Concat(encoded.Select(c => char.IsControl(c) && c is not ('\n' or '\t') ? '\uFFFD' : c))
            : encoded;
    }

    /// <summary>A text with numbers as every language writes programs.</summary>
    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The heading, with a line below.</summary>
    public Page Heading(string heading, string below)
    {
        _html.Append("<h1>").Append(Encode(heading)).Append("</h1><p class=\"dim\">").Append(Encode(below)).Append("</p>");
        return this;
    }

    /// <summary>Numbers to begin with.</summary>
    /// <param name="facts">Each a value, what it is, and how it was computed, empty where that is plain.</param>
    public Page Facts(params (string Value, string Name, string How)[] facts)
    {
        _html.Append("<div class=\"facts\">");
        foreach (var (value, name, how) in facts)
        {
            _html.Append("<div");
            if (how.Length > 0)
                _html.Append(" title=\"").Append(Encode(how)).Append('"');
            _html.Append("><b>").Append(Encode(value)).Append("</b><span>").Append(Encode(name)).Append("</span></div>");
        }

        _html.Append("</div>");
        return this;
    }

    /// <summary>A sentence that stands out.</summary>
    public Page Note(string text, bool isGood)
    {
        _html.Append("<div class=\"note").Append(isGood ? "" : " no").Append("\"><p>").Append(Encode(text)).Append("</p></div>");
        return this;
    }

    /// <summary>A paragraph.</summary>
    public Page Paragraph(string text, string style = "")
    {
        _html.Append("<p").Append(style.Length > 0 ? $" class=\"{style}\"" : "").Append('>').Append(Encode(text)).Append("</p>");
        return this;
    }

    /// <summary>A list of sentences; nothing where there is none.</summary>
    public Page List(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count == 0)
            return this;
        _html.Append("<ul>");
        foreach (var line in all)
            _html.Append("<li>").Append(Encode(line)).Append("</li>");
        _html.Append("</ul>");
        return this;
    }

    /// <summary>Begins a section.</summary>
    /// <param name="heading">Its heading.</param>
    /// <param name="below">A sentence below; empty for none.</param>
    public Page Section(string heading, string below = "")
    {
        _html.Append("<section><h2>").Append(Encode(heading)).Append("</h2>");
        return below.Length > 0 ? Paragraph(below, "dim") : this;
    }

    /// <summary>Ends a section.</summary>
    public Page EndSection()
    {
        _html.Append("</section>");
        return this;
    }

    /// <summary>Begins a figure.</summary>
    public Page Figure(string caption, string beside = "")
    {
        _html.Append("<figure><figcaption><h2>").Append(Encode(caption)).Append("</h2><span class=\"dim\">").Append(Encode(beside)).Append("</span></figcaption>");
        return this;
    }

    /// <summary>Ends a figure, with a key of its lines.</summary>
    public Page EndFigure(params (string Style, string Text)[] key)
    {
        if (key.Length > 0)
            Key(key);
        _html.Append("</figure>");
        return this;
    }

    /// <summary>What the lines of a picture mean.</summary>
    public Page Key(params (string Style, string Text)[] key)
    {
        _html.Append("<div class=\"key\">");
        foreach (var (style, text) in key)
            _html.Append("<span><svg viewBox=\"0 0 28 10\" aria-hidden=\"true\"><path class=\"").Append(style).Append("\" d=\"M1 5H27\"/></svg>").Append(Encode(text)).Append("</span>");
        _html.Append("</div>");
        return this;
    }

    /// <summary>A table; a sentence where it has no rows.</summary>
    public Page Table(PageTable table)
    {
        table.Write(_html);
        return this;
    }

    /// <summary>Ends the page.</summary>
    public string Finish() => _html.Append("</main></html>\n").ToString();
}
