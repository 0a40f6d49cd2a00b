using System.Globalization;
using System.Text.RegularExpressions;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary>Where files stand in a dataset.</summary>
internal static partial class DatasetLayout
{
    public const string Info = "meta/info.json";
    public const string Statistics = "meta/stats.json";
    public const string Tasks = "meta/tasks.parquet";

    /// <summary>How episodes ended, a line of JSON each; of ours, other readers pass it by.</summary>
    public const string Outcomes = "meta/outcomes.jsonl";
    public const string EpisodesPath = "meta/episodes/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";

    /// <summary>Fills the placeholders of a path.</summary>
    /// <param name="template">A relative path that passes <see cref="Problem"/>.</param>
    /// <param name="chunk">Number of the folder.</param>
    /// <param name="file">Number of the file in it.</param>
    /// <param name="videoKey">A camera's feature; null for files without one.</param>
    public static string Expand(string template, long chunk, long file, string? videoKey = null) => Placeholder().Replace(template, match => match.Groups[1].Value switch
    {
        "chunk_index" => Number(chunk, match.Groups[2].Value),
        "file_index" => Number(file, match.Groups[2].Value),
        _ => videoKey ?? "",
    });

    /// <summary>Why a path with placeholders cannot be used; null if it can. It may not leave the dataset's folder.</summary>
    public static string? Problem(string template)
    {
        var plain = Placeholder().Replace(template, "0");
        if (plain.Contains('{', StringComparison.Ordinal) || plain.Contains('}', StringComparison.Ordinal))
            return "it has a placeholder other than {chunk_index:03d}, {file_index:03d} and {video_key}";
        if (Path.IsPathRooted(plain) || plain.Contains('\\', StringComparison.Ordinal) || plain.Any(char.IsControl) || plain.Split('/').Any(part => part is "" or "." or ".."))
            return "it is not a plain path below the dataset's folder";
        return null;
    }

    private static string Number(long value, string width) =>
        value.ToString(width.Length == 0 ? "d" : "d" + width.TrimStart('0'), CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(chunk_index|file_index|video_key)(?::(0[1-9])d)?\}")]
    private static partial Regex Placeholder();
}
