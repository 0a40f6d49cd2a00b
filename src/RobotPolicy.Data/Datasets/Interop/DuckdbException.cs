namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>A statement failed; the text is the library's, on one line.</summary>
internal sealed class DuckdbException : Exception
{
    public DuckdbException(string? text)
        : base(FirstLine(text))
    {
    }

    // What follows an empty line is a picture of the statement with a caret.
    private static string FirstLine(string? text)
    {
        var end = text?.IndexOf("\n\n", StringComparison.Ordinal) ?? -1;
        return (end < 0 ? text ?? "unknown error" : text![..end]).ReplaceLineEndings(" ").TrimEnd('.', ' ');
    }
}
