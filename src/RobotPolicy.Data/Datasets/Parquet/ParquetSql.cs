namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Names and texts as SQL writes them.</summary>
internal static class ParquetSql
{
    /// <summary>A name in double quotes.</summary>
    public static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text in single quotes.</summary>
    public static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A file's path for a function that would take wildcards in it.</summary>
    public static string File(string path) => Literal(path.Aggregate(new System.Text.StringBuilder(), (text, c) => c is '*' or '?' or '[' ? text.Append('[').Append(c).Append(']') : text.Append(c)).ToString());
}
