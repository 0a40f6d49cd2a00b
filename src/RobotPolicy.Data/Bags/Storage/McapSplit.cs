using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Bags.Storage;

/// <summary>An MCAP file of a bag. Channels that differ only in what their publishers offered are one topic.</summary>
internal sealed class McapSplit : IBagSplit
{
    private readonly string _path;
    private readonly McapIndexedReader _file;
    private readonly Dictionary<ushort, int> _topics = [];

    private McapSplit(string path, McapIndexedReader file)
    {
        _path = path;
        _file = file;
        Info = Describe();
    }

    public SplitInfo Info { get; }

    public static McapSplit Open(string path, BagReadOptions options)
    {
        McapIndexedReader? file = null;
        try
        {
            file = McapIndexedReader.Open(path, new McapReadOptions { Limits = options.Limits, AcceptCutOff = true, KeepChunkIndexes = false });
            return new McapSplit(path, file);
        }
        catch (McapException exception)
        {
            file?.Dispose();
            throw new BagException(path, $"{exception.Message} `robotctl mcap recover` saves what can be saved.", exception);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    public IBagCursor Read(BagQuery query) => new Cursor(this, _file.ReadMessages(new McapQuery
    {
        StartTime = query.StartTime,
        EndTime = query.EndTime,
        Topics = query.Topics,
    }));

    public void Dispose() => _file.Dispose();

    private SplitInfo Describe()
    {
        var counts = Counts();
        var topics = new TopicList();
        foreach (var channel in _file.Catalog.Channels.Values)
            Add(topics, channel, counts.GetValueOrDefault(channel.Id));
        var segments = _file.Segments.Where(segment => segment.StartTime <= segment.EndTime).ToList();
        var hasMessages = topics.Topics.Any(topic => topic.MessageCount > 0) && segments.Count > 0;
        return new SplitInfo
        {
            Storage = "mcap",
            Topics = topics.Topics,
            HasMessages = hasMessages,
            StartTime = hasMessages ? segments.Min(segment => segment.StartTime) : 0,
            EndTime = hasMessages ? segments.Max(segment => segment.EndTime) : 0,
            Metadata = Metadata(),
            Warning = _file.CutOff is { } loss
                ? $"{_path}: it was cut off, or is still being written; {loss.Length} bytes from byte {loss.Position.Offset} on are passed over ({loss.Reason}). `robotctl mcap recover` makes a whole file of it."
                : null,
            IsCostly = _file.WasScanned,
        };
    }

    private void Add(TopicList topics, McapChannel channel, ulong count)
    {
        var schema = _file.Catalog.SchemaOf(channel);
        var topic = new BagTopic(channel.Topic, schema?.Name ?? "")
        {
            SerializationFormat = channel.MessageEncoding,
            OfferedQos = channel.Metadata.TryGetValue(QosYaml.MetadataKey, out var qos)
                ? QosYaml.Parse(qos, $"{_path}: {QosYaml.MetadataKey} of {channel.Topic}")
                : [],
            TypeHash = channel.Metadata.GetValueOrDefault(BagConversion.TypeHashKey) ?? "",
            MessageCount = count,
            DefinitionEncoding = schema?.Encoding ?? "",
            Definition = schema is null ? "" : System.Text.Encoding.UTF8.GetString(schema.Data.Span),
        };
        _topics[channel.Id] = topics.Merge(topic);
    }

    private IReadOnlyDictionary<ushort, ulong> Counts()
    {
        if (_file.Statistics is { } statistics)
            return statistics.ChannelMessageCounts;
        if (!_file.HasChunkIndexes)
            return _file.ScannedCounts;
        var counts = new SortedDictionary<ushort, ulong>();
        var messages = _file.ReadMessages(new McapQuery { Order = McapOrder.File });
        while (messages.Read(out var message))
            counts[message.ChannelId] = counts.GetValueOrDefault(message.ChannelId) + 1;
        return counts;
    }

    // It is written at open and at close: the last one counts.
    private BagMetadata? Metadata()
    {
        var index = _file.MetadataIndexes.LastOrDefault(each => each.Name == BagMetadata.RecordName);
        return index is not null && _file.ReadMetadata(index).Entries.TryGetValue(BagMetadata.RecordKey, out var yaml)
            ? BagMetadata.Parse(yaml, $"{_path}: metadata record '{BagMetadata.RecordName}'")
            : null;
    }

    private sealed class Cursor(McapSplit split, McapMessageReader messages) : IBagCursor
    {
        public bool Next(out BagMessage message)
        {
            try
            {
                if (!messages.Read(out var each))
                {
                    message = default;
                    return false;
                }

                if (!split._topics.TryGetValue(each.ChannelId, out var topic))
                    throw new BagException(split._path, $"a chunk has the channel {each.ChannelId}, which the summary lacks");
                message = new BagMessage(topic, each.Sequence, each.LogTime, each.PublishTime, each.Data);
                return true;
            }
            catch (McapException exception)
            {
                throw new BagException(split._path, exception.Message, exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
