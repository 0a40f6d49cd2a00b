using RobotPolicy.Data.Bags.Storage;

namespace RobotPolicy.Data.Bags;

/// <summary>
/// Reads a bag: a folder with <c>metadata.yaml</c> and its splits, a folder that a crash left without it, a bare <c>.mcap</c> or a bare
/// <c>.db3</c>. Every file is opened once to learn what is in it; while messages are read, only the files are open whose time it is. An
/// MCAP file that was cut off is read in place as far as it is whole, and <see cref="Warnings"/> says so. Memory is bounded by the limits.
/// Content that is wrong throws <see cref="BagException"/>. Not thread-safe.
/// </summary>
public sealed class BagReader : IDisposable
{
    private readonly List<BagSplit> _splits = [];
    private readonly string _folder;

    private BagReader(string path, BagReadOptions options)
    {
        Path = path;
        var isFolder = Directory.Exists(path);
        _folder = isFolder ? path : System.IO.Path.GetDirectoryName(path) ?? "";
        var metadata = isFolder && !options.IgnoreMetadata ? ReadMetadata(path) : null;
        if (metadata is { CompressionMode.Length: > 0 } && metadata.CompressionFormat.Length > 0)
        {
            throw new BagException(
                System.IO.Path.Combine(path, BagMetadata.FileName),
                $"compression_mode is '{metadata.CompressionMode}': compression by rosbag2 around its storage is not read; `ros2 bag convert` can undo it");
        }

        IReadOnlyList<string> files = isFolder ? BagFolder.Splits(path, metadata) : [System.IO.Path.GetFileName(path)];
        try
        {
            foreach (var file in files)
                _splits.Add(new BagSplit(System.IO.Path.Combine(_folder, file), file, options, count: metadata is null));
            var topics = new TopicList();
            foreach (var split in _splits)
                split.MapTopics(topics);
            Metadata = metadata ?? _splits[^1].Info.Metadata;
            Topics = isFolder && metadata is not null ? WithMetadata(topics, metadata) : topics.Topics;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The folder or file.</summary>
    public string Path { get; }

    /// <summary><c>mcap</c> or <c>sqlite3</c>.</summary>
    public string Storage => _splits.Count > 0 ? _splits[0].Info.Storage : Metadata!.StorageIdentifier;

    /// <summary>Topics; the index of one is <see cref="BagMessage.Topic"/>.</summary>
    public IReadOnlyList<BagTopic> Topics { get; }

    /// <summary>Messages of all topics.</summary>
    public ulong MessageCount => Topics.Aggregate(0UL, (sum, topic) => unchecked(sum + topic.MessageCount));

    /// <summary>Earliest log time, nanoseconds since 1970; null without messages.</summary>
    public ulong? StartTime => _splits.Where(split => split.Info.HasMessages).Min(split => (ulong?)split.Info.StartTime);

    /// <summary>Latest log time, nanoseconds since 1970; null without messages.</summary>
    public ulong? EndTime => _splits.Where(split => split.Info.HasMessages).Max(split => (ulong?)split.Info.EndTime);

    /// <summary>What <c>metadata.yaml</c> says, or the copy in the last file; null if there is neither. Counts and times here may be old.</summary>
    public BagMetadata? Metadata { get; }

    /// <summary>What the recorder was told to keep.</summary>
    public IReadOnlyDictionary<string, string> CustomData => Metadata?.CustomData ?? new Dictionary<string, string>();

    /// <summary>Paths of the files, in their order.</summary>
    public IReadOnlyList<string> Files => [.. _splits.Select(split => split.Path)];

    /// <summary>Sentences about what could not be read, one for each file with a loss.</summary>
    public IReadOnlyList<string> Warnings => [.. _splits.Select(split => split.Info.Warning).OfType<string>()];

    /// <summary>Opens a bag.</summary>
    /// <param name="path">A folder, an MCAP file or a <c>.db3</c> file; what a file is shows in its first bytes.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="BagException">It is no bag, or damaged; names file and place.</exception>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    public static BagReader Open(string path, BagReadOptions? options = null) => new(path, options ?? BagReadOptions.Default);

    /// <summary>Messages by log time, one after the other; of the same time in the order of files. Only one such reader is used at a time.</summary>
    /// <param name="query">Null for all.</param>
    public BagMessageReader ReadMessages(BagQuery? query = null) => new(_splits, query ?? BagQuery.All);

    /// <summary>
    /// What <c>metadata.yaml</c> should say, as the files are; custom data and distribution are those of <see cref="Metadata"/>. Opened with
    /// <see cref="BagReadOptions.IgnoreMetadata"/>, every message is counted.
    /// </summary>
    public BagMetadata Describe() => new()
    {
        StorageIdentifier = Storage,
        StartingTime = StartTime is { } start ? BagSplit.Signed(start) : BagMetadata.NoTime,
        Duration = BagSplit.Signed((EndTime - StartTime) ?? 0),
        MessageCount = MessageCount,
        Topics = Topics,
        RelativeFilePaths = [.. _splits.Select(split => split.Name)],
        Files = [.. _splits.Select(split => split.Describe(Metadata))],
        CustomData = CustomData,
        RosDistro = Metadata?.RosDistro ?? "",
    };

    /// <summary>Closes all files.</summary>
    public void Dispose() => _splits.ForEach(split => split.Dispose());

    private static BagMetadata? ReadMetadata(string folder)
    {
        var path = System.IO.Path.Combine(folder, BagMetadata.FileName);
        return File.Exists(path) ? BagMetadata.Parse(File.ReadAllText(path), path) : null;
    }

    // Topics without messages stand only in metadata.yaml, and so do the counts of a database.
    private IReadOnlyList<BagTopic> WithMetadata(TopicList found, BagMetadata metadata)
    {
        var names = found.Topics.Select(topic => topic.Name).ToHashSet(StringComparer.Ordinal);
        var counts = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var topic in metadata.Topics)
        {
            counts[topic.Name] = topic.MessageCount;
            if (!names.Contains(topic.Name))
                found.Merge(topic with { MessageCount = 0 });
        }

        return _splits.All(split => split.Info.IsCounted)
            ? found.Topics
            : [.. found.Topics.Select(topic => topic with { MessageCount = counts.Remove(topic.Name, out var count) ? count : 0 })];
    }
}
