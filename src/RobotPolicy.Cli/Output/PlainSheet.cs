namespace RobotPolicy.Cli.Output;

/// <summary>Tables as aligned text, two spaces between columns: for pipes, and for eyes that know awk.</summary>
internal static class PlainSheet
{
    /// <summary>Writes the table.</summary>
    public static void Write(TextWriter writer, Sheet sheet)
    {
        if (sheet.Title is { } title)
            writer.WriteLine(title);
        if (sheet.Rows.Count == 0)
        {
            writer.WriteLine(sheet.Empty);
            return;
        }

        var columns = sheet.Rows.Max(row => row.Length);
        var widths = new int[columns];
        for (var column = 0; column < columns; column++)
        {
            var header = column < sheet.Headers.Count ? sheet.Headers[column].Length : 0;
            widths[column] = Math.Max(header, sheet.Rows.Max(row => column < row.Length ? row[column].Text.Length : 0));
        }

        if (sheet.Headers.Count > 0)
            WriteRow(writer, sheet.Headers.Select(header => header.ToUpperInvariant()), widths);
        foreach (var row in sheet.Rows)
            WriteRow(writer, row.Select(cell => OneLine(cell.Text)), widths);
    }

    private static void WriteRow(TextWriter writer, IEnumerable<string> texts, int[] widths) =>
        writer.WriteLine(string.Join("  ", texts.Select((text, column) => text.PadRight(widths[column]))).TrimEnd());

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
