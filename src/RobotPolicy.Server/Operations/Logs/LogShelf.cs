using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Log;
using RobotPolicy.Data.Recording;
using RobotPolicy.Server.Operations.Watching;

namespace RobotPolicy.Server.Operations.Logs;

/// <summary>
/// The recordings on disk by name. Names come from clients: each is that of a folder directly below one of the given ones, and nothing that
/// leads out of it is followed. Any thread.
/// </summary>
/// <param name="folders">Folders whose subfolders are recordings.</param>
/// <param name="recording">How the recording of this run is doing; <see langword="null"/> where there is none.</param>
public sealed class LogShelf(IReadOnlyList<string> folders, Func<RecordingStatus?> recording)
{
    /// <summary>Longest name of a folder.</summary>
    public const int MaxName = 255;

    /// <summary>Most recordings that are listed.</summary>
    public const int Limit = 100_000;

    /// <summary>Whether there is anywhere to look.</summary>
    public bool IsEmpty => folders.Count == 0;

    /// <summary>Recordings by falling names, which are the times at which they began.</summary>
    /// <param name="size">Recordings wanted; 0 for the default.</param>
    /// <param name="token">From the page before: a name, or empty.</param>
    /// <exception cref="OperationException">The size is out of range.</exception>
    public Page<LogShown> List(int size, string token)
    {
        if (size is < 0 or > Page.MaxSize)
            throw OperationException.Invalid("page_size", $"0…{Page.MaxSize}", size);
        var wanted = size == 0 ? Page.DefaultSize : size;
        var found = folders.SelectMany(Subfolders).Distinct(StringComparer.Ordinal)
            .Where(name => token.Length == 0 || string.CompareOrdinal(name, token) < 0)
            .OrderDescending(StringComparer.Ordinal)
            .Select(TryFind).OfType<LogFound>().Take(wanted + 1).ToList();
        var page = found.Take(wanted).Select(log => new LogShown(log, LogGlance.Of(log.Path, log.IsOpen))).ToList();
        return new Page<LogShown>(page, found.Count > wanted ? page[^1].Log.Name : "");
    }

    /// <summary>One recording.</summary>
    /// <exception cref="OperationException">That is no name, or there is none of that name.</exception>
    public LogFound Find(string name) => IsName(name)
        ? TryFind(name) ?? throw OperationException.NotFound("recording", name)
        : throw OperationException.Invalid("name", "the name of a recording as ListLogs gives it, without separators", name);

    /// <summary>Whether a name can be that of a folder directly below another one.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxName && name[0] != '.' && name.AsSpan().IndexOfAny('/', '\\', ':') < 0 && !name.Any(char.IsControl);
    }

    private LogFound? TryFind(string name)
    {
        foreach (var folder in folders)
        {
            var path = Path.Combine(Path.GetFullPath(folder), name);
            if (IsRecording(path))
                return new LogFound(name, path, recording() is { State: not RecordingState.Off, Bag.Length: > 0 } status && Path.GetFullPath(status.Bag) == path);
        }

        return null;
    }

    // A link below the folder could lead to any file of the machine.
    private static bool IsRecording(string path)
    {
        try
        {
            var folder = new DirectoryInfo(path);
            if (!folder.Exists || folder.LinkTarget is not null)
                return false;
            var files = folder.EnumerateFiles().Where(file => file.Extension == ".mcap" || file.Name is BagMetadata.FileName).ToList();
            return files.Exists(file => file.Extension == ".mcap") && files.TrueForAll(file => file.LinkTarget is null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static IEnumerable<string> Subfolders(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateDirectories().Select(below => below.Name).Where(IsName).Take(Limit)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that is not there yet, or gone for the moment, has no recordings.
            return [];
        }
    }
}
