using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Storage;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Log;

/// <summary>
/// Finds single messages of a recording of the service by the index of its files, newest first. Of its files as many stay open as are looked
/// into in turn, and no more. One that is being written is known as far as it was when its file was opened. Not thread-safe.
/// </summary>
public sealed class LogSeeker : IDisposable
{
    /// <summary>Files that stay open at a time: a search goes from one into the one before it.</summary>
    public const int MaxOpenFiles = 2;

    private static readonly McapReadOptions Options = new()
    {
        AcceptCutOff = true,
        Limits = new McapLimits { ChunkCacheBytes = 8 << 20 },
    };

    private readonly List<Part> _parts;
    private readonly List<Part> _open = [];

    private LogSeeker(LogFacts facts, List<Part> parts) => (Facts, _parts) = (facts, parts);

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
        var parts = BagFolder.Splits(folder, metadata).Select(name => Part.Of(folder, name, metadata)).ToList();
        var seeker = new LogSeeker(LogFacts.Read(parts[0].Path), parts);
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

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (var part in _open)
            part.Dispose();
        _open.Clear();
    }

    /// <summary>Times of the files that the bag's metadata do not list: one that is being written, or all of a bag that was cut off.</summary>
    private void Learn()
    {
        foreach (var part in _parts.Where(part => part.EndTime is null))
            Open(part);
        var known = _parts.Where(part => part.EndTime >= part.StartTime).ToList();
        (Clock, EndTime) = (new LogClock(known.Min(part => (ulong?)part.StartTime) ?? 0, Facts.OffsetNs), known.Max(part => part.EndTime) ?? 0);
    }

    private bool Find(Part part, McapQuery query, LogTake take)
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

    private McapIndexedReader Open(Part part)
    {
        _open.Remove(part);
        _open.Insert(0, part);
        while (_open.Count > MaxOpenFiles)
        {
            _open[^1].Dispose();
            _open.RemoveAt(_open.Count - 1);
        }

        return part.Open(Options);
    }

    /// <summary>One file, with its times as the bag's metadata state them, or as it says itself once it was opened.</summary>
    private sealed class Part(string path) : IDisposable
    {
        private McapIndexedReader? _file;

        public string Path { get; } = path;

        public ulong StartTime { get; private set; } = ulong.MaxValue;

        /// <summary><see langword="null"/> before it is known.</summary>
        public ulong? EndTime { get; private set; }

        public static Part Of(string folder, string name, BagMetadata? metadata)
        {
            var part = new Part(System.IO.Path.Combine(folder, name));
            if (metadata?.Files.FirstOrDefault(file => file.Path == name) is { MessageCount: > 0, StartingTime: >= 0, Duration: >= 0 } known)
                (part.StartTime, part.EndTime) = ((ulong)known.StartingTime, (ulong)known.StartingTime + (ulong)known.Duration);
            return part;
        }

        public McapIndexedReader Open(McapReadOptions options)
        {
            if (_file is not null)
                return _file;
            try
            {
                _file = McapIndexedReader.Open(Path, options);
            }
            catch (McapException exception)
            {
                throw new BagException(Path, $"{exception.Message} `robotctl mcap recover` saves what can be saved.", exception);
            }

            EndTime ??= 0;
            foreach (var segment in _file.Segments.Where(segment => segment.StartTime <= segment.EndTime))
                (StartTime, EndTime) = (Math.Min(StartTime, segment.StartTime), Math.Max(EndTime.Value, segment.EndTime));
            return _file;
        }

        public void Dispose()
        {
            _file?.Dispose();
            _file = null;
        }
    }
}
