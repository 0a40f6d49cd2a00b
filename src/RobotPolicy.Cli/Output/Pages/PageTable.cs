using System.Text;

namespace RobotPolicy.Cli.Output.Pages;

/// <summary>A table of a page.</summary>
/// <param name="columns">
/// Headings. One that begins with <c>#</c> is over numbers; what follows a <c>|</c> says how the column is computed.
/// </param>
internal sealed class PageTable(params string[] columns)
{
    private readonly List<Cell[]> _rows = [];

    /// <summary>What is said where there is no row.</summary>
    public string Empty { get; init; } = "None.";

    /// <summary>Rows that are not shown.</summary>
    public long LeftOut { get; set; }

    /// <summary>Rows so far.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a row.</summary>
    public PageTable Row(params Cell[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Writes it.</summary>
    public void Write(StringBuilder html)
    {
        if (_rows.Count == 0)
        {
            html.Append("<p class=\"dim\">").Append(Page.Encode(Empty)).Append("</p>");
            return;
        }

        html.Append("<div class=\"scroll\"><table><tr>");
        foreach (var column in columns)
        {
            var isNumber = column.StartsWith('#');
            var parts = column.TrimStart('#').Split('|', 2);
            html.Append("<th scope=\"col\"").Append(isNumber ? " class=\"n\">" : ">");
            if (parts.Length > 1)
                html.Append("<span class=\"how\" title=\"").Append(Page.Encode(parts[1])).Append("\">").Append(Page.Encode(parts[0])).Append("</span>");
            else
                html.Append(Page.Encode(parts[0]));
            html.Append("</th>");
        }

        html.Append("</tr>");
        foreach (var row in _rows)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                var style = $"{(i < columns.Length && columns[i].StartsWith('#') ? "n " : "")}{Style(row[i].Tone)}".TrimEnd();
                html.Append("<td").Append(style.Length > 0 ? $" class=\"{style}\"" : "").Append('>').Append(Page.Encode(row[i].Text)).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</table></div>");
        if (LeftOut > 0)
            html.Append("<p class=\"dim\">").Append(LeftOut).Append(" more are not shown.</p>");
    }

    private static string Style(Tone tone) => tone switch
    {
        Tone.Good => "good",
        Tone.Warn => "warn",
        Tone.Bad => "bad",
        Tone.Dim => "dim",
        _ => "",
    };
}
