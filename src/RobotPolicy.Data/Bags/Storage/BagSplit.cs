namespace RobotPolicy.Data.Bags.Storage;

/// <summary>One file of a bag, opened when it is needed.</summary>
internal sealed class BagSplit : IDisposable
{
    private readonly BagReadOptions _options;
    private IBagSplit? _open;
    private int[] _topics = [];

    /// <summary>Looks into the file and closes it again, unless opening it anew would take long.</summary>
    public BagSplit(string path, string name, BagReadOptions options, bool count)
    {
        Path = path;
        Name = name;
        _options = options;
        _open = SplitFile.Open(path, options, count);
        Info = _open.Info;
        Close();
    }

    public string Path { get; }

    /// <summary>Path within the bag's folder.</summary>
    public string Name { get; }

    public SplitInfo Info { get; }

    /// <summary>Takes the file's topics into those of the bag.</summary>
    public void MapTopics(TopicList bag) => _topics = [.. Info.Topics.Select(bag.Merge)];

    /// <summary>Index of a topic of the file among those of the bag.</summary>
    public int Topic(int index) => _topics[index];

    public IBagCursor Read(BagQuery query)
    {
        _open ??= SplitFile.Open(Path, _options, count: false);
        return _open.Read(query);
    }

    /// <summary>The file's messages are read.</summary>
    public void Close()
    {
        if (Info.IsCostly)
            return;
        _open?.Dispose();
        _open = null;
    }

    /// <summary>The file as <c>metadata.yaml</c> lists it; a count that was not taken is the old one.</summary>
    public BagFile Describe(BagMetadata? metadata) => new(
        Name, Info.HasMessages ? Signed(Info.StartTime) : BagMetadata.NoTime, Signed(unchecked(Info.EndTime - Info.StartTime)),
        Info.IsCounted ? Info.MessageCount : metadata?.Files.FirstOrDefault(file => file.Path == Name)?.MessageCount ?? 0);

    /// <summary>A time as rosbag2 has it; what is beyond its range, only a damaged file has.</summary>
    public static long Signed(ulong nanoseconds) => (long)Math.Min(nanoseconds, long.MaxValue);

    public void Dispose() => _open?.Dispose();
}
