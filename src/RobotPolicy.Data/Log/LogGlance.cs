using System.Globalization;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Recording;

namespace RobotPolicy.Data.Log;

/// <summary>
/// What can be told of a recording of the service without reading it: what its metadata say, and its files' sizes; immutable.
/// </summary>
public sealed record LogGlance
{
    private const int MaxPolicies = 64;

    /// <summary>Time of day of its first message; <see langword="null"/> where that is not known.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>From its first to its last message; where the metadata do not say it, until its last file was written to.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Size of its files, in bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>Why it cannot be read, or not to its end, and what to do about it; empty where it can.</summary>
    public string Problem { get; init; } = "";

    /// <summary>Tasks that began in it; <see langword="null"/> where the metadata do not say it.</summary>
    public int? Tasks { get; init; }

    /// <summary>Packages of its tasks.</summary>
    public IReadOnlyList<string> Policies { get; init; } = [];

    /// <summary>Looks at a recording. What is wrong with it is its <see cref="Problem"/>.</summary>
    /// <param name="folder">The bag's folder.</param>
    /// <param name="isOpen">Whether it is being written.</param>
    public static LogGlance Of(string folder, bool isOpen)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        try
        {
            var files = new DirectoryInfo(folder).EnumerateFiles("*.mcap").OrderBy(file => file.LastWriteTimeUtc).ToList();
            var path = Path.Combine(folder, BagMetadata.FileName);
            var metadata = File.Exists(path) ? BagMetadata.Parse(File.ReadAllText(path), path) : null;
            var glance = metadata is null || isOpen ? OfFiles(files, metadata) : OfMetadata(metadata);
            return glance with { Bytes = files.Sum(file => file.Length), Problem = isOpen ? "" : ProblemOf(files, metadata) };
        }
        catch (Exception exception) when (exception is BagException or McapException or IOException or UnauthorizedAccessException)
        {
            return new LogGlance { Problem = exception.Message };
        }
    }

    private static LogGlance OfMetadata(BagMetadata metadata) => new()
    {
        Start = TimeOf(metadata),
        Duration = TimeSpan.FromTicks(Math.Max(0, metadata.Duration) / TimeSpan.NanosecondsPerTick),
        Tasks = int.TryParse(metadata.CustomData.GetValueOrDefault(RecordingFacts.Tasks), NumberStyles.None, CultureInfo.InvariantCulture, out var tasks) ? tasks : null,
        Policies = [.. metadata.CustomData.GetValueOrDefault(RecordingFacts.Policies, "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(MaxPolicies)],
    };

    /// <summary>One that is being written, or was cut off, goes on behind what its metadata say.</summary>
    private static LogGlance OfFiles(List<FileInfo> files, BagMetadata? metadata)
    {
        if (files.Count == 0)
            return new LogGlance();
        var start = (metadata is null ? null : TimeOf(metadata)) ?? FirstMessage(files[0].FullName);
        var written = new DateTimeOffset(files[^1].LastWriteTimeUtc, TimeSpan.Zero);
        return new LogGlance { Start = start, Duration = start < written ? written - start.Value : TimeSpan.Zero };
    }

    private static string ProblemOf(List<FileInfo> files, BagMetadata? metadata)
    {
        if (files.Count == 0)
            return "it has no files";
        if (metadata is null || files.Exists(file => metadata.RelativeFilePaths.All(listed => Path.GetFileName(listed) != file.Name)))
            return "it was cut off: it can be read to its last whole chunk, and `robotctl mcap recover` makes a whole recording of it";
        return metadata.CustomData.ContainsKey(RecordingFacts.Node) ? "" : "it is no recording of this service: `robotctl replay --hardware` reads those of others";
    }

    private static DateTimeOffset? TimeOf(BagMetadata metadata) =>
        metadata.StartingTime is > 0 and < BagMetadata.NoTime ? new LogClock((ulong)metadata.StartingTime, 0).Start : null;

    private static DateTimeOffset? FirstMessage(string path)
    {
        using var reader = new McapStreamReader(File.OpenRead(path));
        while (reader.Read(out var record) && record.Opcode != McapOpcode.DataEnd)
            if (record.Opcode == McapOpcode.Message)
                return new LogClock(record.ToMessage().LogTime, 0).Start;
        return null;
    }
}
