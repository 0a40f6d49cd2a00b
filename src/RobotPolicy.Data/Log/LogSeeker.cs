using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Storage;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Log;

/// <summary>
/// Finds single messages of a recording of the service by the index of its files, newest first. Of its files as many stay open as are looked
/// into in turn, and one more that lacks its index. One that is being written is known as far as it was when its file was opened. Not thread-safe.
/// </summary>
public sealed class LogSeeker : IDisposable
{
    /// <summary>Files that stay open at a time: a search goes from one into the one before it.</summary>
    public const int MaxOpenFiles = 2;

    private static readonly McapReadOptions Options = new()
    {
        AcceptCutOff = true,
        KeepChunkIndexes = false,
        Limits = new McapLimits { ChunkCacheBytes = 8 << 20 },
    };

    private readonly List<LogPart> _parts;
    private readonly List<LogPart> _open = [];

    private LogSeeker(LogFacts facts, List<LogPart> parts) => (Facts, _parts) = (facts, parts);

    /// <summary>What stands at its beginning.</summary>
    public LogFacts Facts { get; }

    /// <summary>Its times.</summary>
    public LogClock Clock { get; private set; }

    /// <summary>Log time of the last message that is known, nanoseconds since 1970; 0 without messages.</summary>
    public ulong EndTime { get; private set; }

    /// <summary>Opens a recording.</summary>
    /// <param name="folder">A bag's folder.</param>
    /// <exception cref="BagException">It is damaged, or no recording of this service.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static LogSeeker Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var path = Path.Combine(folder, BagMetadata.FileName);
        var metadata = File.Exists(path) ? BagMetadata.Parse(File.ReadAllText(path), path) : null;
        var parts = BagFolder.Splits(folder, metadata).Select(name => LogPart.Of(folder, name, metadata)).ToList();
        var seeker = new LogSeeker(FactsOf(parts[0].Path), parts);
        try
        {
            seeker.Learn();
            return seeker;
        }
        catch
        {
            seeker.Dispose();
            throw;
        }
    }

    /// <summary>Seeks among the messages of a topic, from a moment backwards.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="until">Log time of the newest message that is looked at.</param>
    /// <param name="within">How far back it is sought.</param>
    /// <param name="take">Takes each message.</param>
    /// <returns>Whether one was taken.</returns>
    /// <exception cref="BagException">A file is damaged here.</exception>
    public bool FindBefore(string topic, ulong until, TimeSpan within, LogTake take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var reach = (ulong)within.Ticks * (ulong)TimeSpan.NanosecondsPerTick;
        var from = until > reach ? until - reach : 0;
        var query = new McapQuery { Topics = [topic], StartTime = from, EndTime = until + 1, Order = McapOrder.ReverseLogTime };
        for (var i = _parts.Count - 1; i >= 0; i--)
            if (_parts[i].StartTime <= until && _parts[i].EndTime >= from && Find(_parts[i], query, take))
                return true;
        return false;
    }

    /// <summary>Seeks among the messages of a topic, from the beginning of the recording.</summary>
    /// <param name="topic">The topic.</param>
    /// <param name="within">How far it is sought.</param>
    /// <param name="take">Takes each message.</param>
    /// <returns>Whether one was taken.</returns>
    /// <exception cref="BagException">A file is damaged here.</exception>
    public bool FindFirst(string topic, TimeSpan within, LogTake take)
    {
        ArgumentNullException.ThrowIfNull(take);
        var until = Clock.StartTime + ((ulong)within.Ticks * (ulong)TimeSpan.NanosecondsPerTick);
        var query = new McapQuery { Topics = [topic], StartTime = Clock.StartTime, EndTime = until };
        return _parts.Any(part => part.StartTime < until && part.EndTime >= Clock.StartTime && Find(part, query, take));
    }

    /// <summary>Takes in what was written since it was opened, as far as that stands in the same file.</summary>
    /// <returns>Whether it did; else another file has begun, and whoever wants what is in it opens the recording anew.</returns>
    /// <exception cref="BagException">The file is damaged.</exception>
    public bool TryFollow()
    {
        var last = _parts[^1];
        var files = Directory.EnumerateFiles(Path.GetDirectoryName(last.Path)!, "*.mcap").Count();
        if (files != _parts.Count || !last.Follow(Open(last)))
            return false;
        EndTime = Math.Max(EndTime, last.EndTime ?? 0);
        return true;
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (var part in _open)
            part.Dispose();
        _open.Clear();
    }

    private static LogFacts FactsOf(string path)
    {
        try
        {
            return LogFacts.Read(path);
        }
        catch (McapException exception)
        {
            throw new BagException(path, exception.Message, exception);
        }
    }

    /// <summary>Times of the files that the bag's metadata do not list: one that is being written, or all of a bag that was cut off.</summary>
    private void Learn()
    {
        foreach (var part in _parts.Where(part => part.EndTime is null))
            Open(part);
        var known = _parts.Where(part => part.EndTime >= part.StartTime).ToList();
        (Clock, EndTime) = (new LogClock(known.Min(part => (ulong?)part.StartTime) ?? 0, Facts.OffsetNs), known.Max(part => part.EndTime) ?? 0);
    }

    private bool Find(LogPart part, McapQuery query, LogTake take)
    {
        try
        {
            var messages = Open(part).ReadMessages(query);
            while (messages.Read(out var message))
                if (take(message.LogTime, message.Data.Span))
                    return true;
            return false;
        }
        catch (McapException exception)
        {
            throw new BagException(part.Path, exception.Message, exception);
        }
    }

    private McapIndexedReader Open(LogPart part)
    {
        _open.Remove(part);
        _open.Insert(0, part);
        var file = part.Open(Options);

        // Looking through a file without an index anew takes long.
        while (_open.Count > MaxOpenFiles)
        {
            var leaves = _open.FindLastIndex(open => open != part && (_open.Count > MaxOpenFiles + 1 || !open.IsCutOff));
            if (leaves < 0)
                break;
            _open[leaves].Dispose();
            _open.RemoveAt(leaves);
        }

        return file;
    }
}
