using Spectre.Console;
using Spectre.Console.Rendering;

namespace RobotPolicy.Cli.Output;

/// <summary>Tables as a terminal shows them.</summary>
internal static class RichSheet
{
    /// <summary>A console of Spectre on this terminal.</summary>
    public static IAnsiConsole Console(Terminal terminal, bool colour)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = terminal.OutIsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = terminal.OutIsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            Out = new AnsiConsoleOutput(terminal.Out),
        });
        console.Profile.Width = terminal.Width;
        return console;
    }

    /// <summary>Several tables, one below the other.</summary>
    public static IRenderable Of(IReadOnlyList<Sheet> sheets) => new Rows(sheets.Select(Of));

    private static IRenderable Of(Sheet sheet)
    {
        var table = new Table { Border = sheet.Headers.Count > 0 ? TableBorder.Rounded : TableBorder.None, ShowHeaders = sheet.Headers.Count > 0 };
        table.BorderColor(Color.Grey);
        if (sheet.Title is { } title)
            table.Title = new TableTitle(Markup.Escape(title));
        if (sheet.Rows.Count == 0)
            return new Text(sheet.Empty);
        var columns = sheet.Rows.Max(row => row.Length);
        for (var column = 0; column < columns; column++)
            table.AddColumn(new TableColumn(new Text(column < sheet.Headers.Count ? sheet.Headers[column] : "", new Style(decoration: Decoration.Bold))));
        foreach (var row in sheet.Rows)
            table.AddRow(row.Select(cell => new Text(cell.Text, StyleOf(cell.Tone))));
        return table;
    }

    private static Style StyleOf(Tone tone) => tone switch
    {
        Tone.Good => new Style(Color.Green),
        Tone.Warn => new Style(Color.Yellow),
        Tone.Bad => new Style(Color.Red, decoration: Decoration.Bold),
        Tone.Dim => new Style(Color.Grey),
        Tone.Bold => new Style(decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}
