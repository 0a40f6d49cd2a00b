using System.Text;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Recording;

/// <summary>One file of a recording, complete in itself. The recorder's thread alone.</summary>
internal sealed class RecordingFile : IDisposable
{
    private const string Cdr = "cdr";
    private const string ProfileName = "hardware.yaml";

    private readonly McapWriter _writer;
    private readonly List<ushort> _channels = [];
    private readonly List<ulong> _counts = [];
    private readonly long _offsetNs;
    private ulong _startTime = ulong.MaxValue;
    private ulong _endTime;

    /// <summary>Creates the file, which must not be there.</summary>
    public RecordingFile(string path, RecordingOptions options, RecordingSubject subject, long offsetNs, long nowNs)
    {
        (Path, OpenedNs, FlushedNs, _offsetNs) = (path, nowNs, nowNs, offsetNs);
        _writer = new McapWriter(
            new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0),
            new McapWriteOptions
            {
                Profile = "ros2",
                Compression = options.Compression,
                DirectSize = DirectSize,
                DataSectionCrc = false,
            });
        try
        {
            _writer.WriteMetadata(RecordingFacts.RecordName, RecordingFacts.Of(subject, offsetNs));
            if (subject.HardwareProfile.Length > 0)
                _writer.WriteAttachment(LogTime(nowNs), 0, ProfileName, "application/yaml", Encoding.UTF8.GetBytes(subject.HardwareProfile));
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>Bytes from which on a message is written straight from where it stands, as a chunk of its own.</summary>
    public const int DirectSize = 32 << 10;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>When it was opened, on the monotonic clock.</summary>
    public long OpenedNs { get; }

    /// <summary>When the last chunk of small messages was finished.</summary>
    public long FlushedNs { get; private set; }

    /// <summary>Bytes so far, those that wait for their chunk included.</summary>
    public long Bytes => _writer.Position + _writer.PendingBytes;

    /// <summary>What it holds, for the bag's metadata.</summary>
    public BagFile Facts => new(
        System.IO.Path.GetFileName(Path),
        _writer.MessageCount == 0 ? BagMetadata.NoTime : (long)_startTime,
        _writer.MessageCount == 0 ? 0 : (long)(_endTime - _startTime),
        _writer.MessageCount);

    /// <summary>Messages of a topic.</summary>
    public ulong CountOf(RecordedTopic topic) => topic.Index < _counts.Count ? _counts[topic.Index] : 0;

    /// <summary>Writes a message.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="timeNs">When it was received or made, on the monotonic clock.</param>
    /// <param name="publishedUnixNs">When it was published, in nanoseconds since the Unix epoch; 0 where it was made here.</param>
    /// <param name="cdr">The message.</param>
    public void Write(RecordedTopic topic, long timeNs, long publishedUnixNs, ReadOnlySpan<byte> cdr)
    {
        var logTime = LogTime(timeNs);
        _writer.WriteMessage(ChannelOf(topic), 0, logTime, publishedUnixNs > 0 ? (ulong)publishedUnixNs : logTime, cdr);
        _counts[topic.Index]++;
        (_startTime, _endTime) = (Math.Min(_startTime, logTime), Math.Max(_endTime, logTime));
    }

    /// <summary>Writes what waits for its chunk: it outlives the process from then on.</summary>
    public void Flush(long nowNs)
    {
        _writer.FinishChunk();
        FlushedNs = nowNs;
    }

    /// <summary>Writes a copy of the bag's metadata, the summary and the footer.</summary>
    public void Complete(BagMetadata metadata)
    {
        _writer.WriteMetadata(BagMetadata.RecordName, new Dictionary<string, string> { [BagMetadata.RecordKey] = metadata.ToRecordText() });
        _writer.Complete();
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private ulong LogTime(long timeNs) => (ulong)Math.Max(0, timeNs - _offsetNs);

    private ushort ChannelOf(RecordedTopic topic)
    {
        while (_channels.Count <= topic.Index)
        {
            _channels.Add(0);
            _counts.Add(0);
        }

        if (_channels[topic.Index] == 0)
        {
            var definition = MessageDefinitions.Find(topic.Type.Name) ?? "";
            var schema = _writer.AddSchema(topic.Type.Name, MessageDefinitions.Encoding, Encoding.UTF8.GetBytes(definition));
            _channels[topic.Index] = _writer.AddChannel(schema, topic.Topic, Cdr, new Dictionary<string, string>
            {
                ["offered_qos_profiles"] = QosYaml.Write([topic.Qos]),
                ["topic_type_hash"] = topic.Type.TypeHash ?? "",
            });
        }

        return _channels[topic.Index];
    }
}
