using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// The folder of one recording: files that follow each other, and <c>metadata.yaml</c>, which is kept true after every file so that a
/// crash leaves at most one file that is not in it. The recorder's thread alone.
/// </summary>
internal sealed class RecordingBag
{
    private readonly RecordingOptions _options;
    private readonly RecordingSubject _subject;
    private readonly RecordingTally _tally;
    private readonly long _offsetNs;
    private readonly List<BagFile> _files = [];
    private readonly Dictionary<RecordedTopic, ulong> _counts = [];
    private readonly string _name;
    private int _next;

    /// <summary>Creates the folder.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public RecordingBag(RecordingOptions options, RecordingSubject subject, RecordingTally tally, long offsetNs, DateTimeOffset now)
    {
        (_options, _subject, _tally, _offsetNs) = (options, subject, tally, offsetNs);
        _name = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH-mm-ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        Folder = Path.Combine(options.Folder, _name);
        for (var attempt = 2; Directory.Exists(Folder); attempt++)
            Folder = Path.Combine(options.Folder, $"{_name}-{attempt}");
        Directory.CreateDirectory(Folder);
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>Files so far, the open one included.</summary>
    public int FileCount => _next;

    /// <summary>Bytes in files that are closed and not deleted.</summary>
    public long FinishedBytes { get; private set; }

    /// <summary>Begins the next file.</summary>
    public RecordingFile Open(long nowNs) =>
        new(Path.Combine(Folder, $"{_name}_{_next++}.mcap"), _options, _subject, _offsetNs, nowNs);

    /// <summary>Completes a file and writes the metadata anew.</summary>
    public void Finish(RecordingFile file, IReadOnlyList<RecordedTopic> topics)
    {
        Count(file, topics);
        file.Complete(Metadata());
        FinishedBytes += new FileInfo(file.Path).Length;
        WriteMetadata();
    }

    /// <summary>
    /// Lists a file that failed and is closed as it is: what stands in it is read like any file that is cut off, and the folder's bounds
    /// count it. Its count of messages is of those that were handed to it.
    /// </summary>
    public void Leave(RecordingFile file, IReadOnlyList<RecordedTopic> topics)
    {
        var left = new FileInfo(file.Path);
        if (!left.Exists || left.Length == 0 || file.Facts.MessageCount == 0)
            return;
        Count(file, topics);
        FinishedBytes += left.Length;
        WriteMetadata();
    }

    /// <summary>Lets the oldest finished file go.</summary>
    /// <returns>Bytes that are free now; 0 where there is none.</returns>
    public long DropOldest()
    {
        if (_files.Count == 0)
            return 0;
        var path = Path.Combine(Folder, _files[0].Path);
        var bytes = File.Exists(path) ? new FileInfo(path).Length : 0;
        File.Delete(path);
        _files.RemoveAt(0);
        FinishedBytes -= bytes;
        WriteMetadata();
        return bytes;
    }

    private void Count(RecordingFile file, IReadOnlyList<RecordedTopic> topics)
    {
        foreach (var topic in topics)
            if (file.CountOf(topic) is var count and > 0)
                _counts[topic] = _counts.GetValueOrDefault(topic) + count;
        _files.Add(file.Facts);
    }

    private BagMetadata Metadata()
    {
        var withMessages = _files.Where(file => file.MessageCount > 0).ToList();
        var customData = new Dictionary<string, string>(RecordingFacts.Of(_subject, _offsetNs));
        _tally.AddTo(customData);
        var start = withMessages.Count == 0 ? BagMetadata.NoTime : withMessages.Min(file => file.StartingTime);
        return new BagMetadata
        {
            StartingTime = start,
            Duration = withMessages.Count == 0 ? 0 : withMessages.Max(file => file.StartingTime + file.Duration) - start,
            MessageCount = _files.Aggregate(0UL, (sum, file) => sum + file.MessageCount),
            Topics =
            [
                .. _counts.OrderBy(pair => pair.Key.Index).Select(pair => new BagTopic(pair.Key.Topic, pair.Key.Type.Name)
                {
                    OfferedQos = [BagQos.Of(pair.Key.Qos)],
                    TypeHash = pair.Key.Type.TypeHash ?? "",
                    MessageCount = pair.Value,
                }),
            ],
            RelativeFilePaths = [.. _files.Select(file => file.Path)],
            Files = [.. _files],
            CustomData = customData,
        };
    }

    /// <summary>As a whole or not at all: a reader never finds half of it.</summary>
    private void WriteMetadata()
    {
        var path = Path.Combine(Folder, BagMetadata.FileName);
        File.WriteAllText(path + ".new", Metadata().ToYaml());
        File.Move(path + ".new", path, overwrite: true);
    }
}
