namespace RobotPolicy.Cli.Output;

/// <summary>A table, apart from how it is drawn: with headers a list, without them fields and their values.</summary>
internal sealed class Sheet(params string[] headers)
{
    /// <summary>Headers of the columns; empty for fields.</summary>
    public IReadOnlyList<string> Headers { get; } = headers;

    /// <summary>Heading; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>What is said when there is no row.</summary>
    public string Empty { get; init; } = "Nothing.";

    /// <summary>The rows.</summary>
    public List<Cell[]> Rows { get; } = [];

    /// <summary>Adds a row.</summary>
    public Sheet Row(params Cell[] cells)
    {
        Rows.Add(cells);
        return this;
    }

    /// <summary>Adds a field, unless its text is empty.</summary>
    public Sheet Field(string name, string text, Tone tone = Tone.Plain)
    {
        if (text.Length > 0)
            Rows.Add([new Cell(name, Tone.Dim), new Cell(text, tone)]);
        return this;
    }
}
