using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Validation;

/// <summary>Counts what passes and compares it with what the summary says.</summary>
internal sealed class FileCheck(int limit)
{
    private readonly List<McapProblem> _problems = [];
    private readonly Dictionary<ulong, ChunkFacts> _chunks = [];
    private readonly Dictionary<ulong, ulong> _attachments = [];
    private readonly Dictionary<ulong, ulong> _metadata = [];
    private readonly Dictionary<McapOpcode, (ulong Start, ulong End)> _groups = [];
    private readonly Dictionary<ushort, ulong> _messages = [];
    private readonly List<McapSummaryOffset> _offsets = [];
    private ChunkFacts? _chunk;
    private ulong _messageCount;
    private ulong _start = ulong.MaxValue;
    private ulong _end;
    private long _dataEnd = -1;
    private McapStatistics? _statistics;
    private RecordPosition _statisticsAt;
    private McapFooter _footer;
    private RecordPosition _footerAt;
    private long _loose;
    private int _indexed;

    public IReadOnlyList<McapProblem> Problems => _problems;

    public void Add(RecordPosition position, string record, string text, bool isError)
    {
        if (_problems.Count < limit)
            _problems.Add(new McapProblem(position, record, text, isError));
    }

    public void Take(in McapRecord record)
    {
        var at = (ulong)record.Position.Offset;
        var length = (ulong)record.Content.Length + McapFormat.RecordPrefix;
        if (_dataEnd >= 0 && record.Opcode is not (McapOpcode.Footer or McapOpcode.SummaryOffset))
            Group(record, at, length);
        switch (record.Opcode)
        {
            case McapOpcode.Chunk:
                _chunk?.Close();
                _chunk = new ChunkFacts(record.ToChunk(), at, length);
                _chunks[at] = _chunk;
                break;
            case McapOpcode.Message:
                Message(record);
                break;
            case McapOpcode.MessageIndex:
                if (_chunk is null)
                    Add(record.Position, "MessageIndex", "no chunk stands before it", isError: true);
                else
                    _chunk.Compare(record, length, this);
                break;
            case McapOpcode.Attachment: _attachments[at] = length; break;
            case McapOpcode.Metadata: _metadata[at] = length; break;
            case McapOpcode.DataEnd: _dataEnd = record.Position.Offset + (long)length; break;
            case McapOpcode.Statistics: (_statistics, _statisticsAt) = (record.ToStatistics(), record.Position); break;
            case McapOpcode.ChunkIndex: Index(record, record.ToChunkIndex()); break;
            case McapOpcode.AttachmentIndex:
                var attachment = record.ToAttachmentIndex();
                Index(record, _attachments, attachment.Offset, attachment.Length, "attachment");
                break;
            case McapOpcode.MetadataIndex:
                var metadata = record.ToMetadataIndex();
                Index(record, _metadata, metadata.Offset, metadata.Length, "metadata record");
                break;
            case McapOpcode.SummaryOffset: _offsets.Add(record.ToSummaryOffset()); break;
            case McapOpcode.Footer: (_footer, _footerAt) = (record.ToFooter(), record.Position); break;
        }

        if (record.Position.InChunk < 0 && record.Opcode is not (McapOpcode.Chunk or McapOpcode.MessageIndex))
        {
            _chunk?.Close();
            _chunk = null;
        }
    }

    public void Finish(McapCatalog catalog)
    {
        if (_statistics is { } statistics)
        {
            Equal("message_count", statistics.MessageCount, _messageCount);
            // Bags of rosbag2's own tests have these wrong: a note, since nothing is lost by it.
            Equal("schema_count", statistics.SchemaCount, (ulong)catalog.Schemas.Count, isError: false);
            Equal("channel_count", statistics.ChannelCount, (ulong)catalog.Channels.Count, isError: false);
            Equal("attachment_count", statistics.AttachmentCount, (ulong)_attachments.Count);
            Equal("metadata_count", statistics.MetadataCount, (ulong)_metadata.Count);
            Equal("chunk_count", statistics.ChunkCount, (ulong)_chunks.Count);
            // Some writers take a log time of 0 for none.
            Equal("message_start_time", statistics.MessageStartTime, _messageCount == 0 ? 0 : _start, isError: _start != 0);
            Equal("message_end_time", statistics.MessageEndTime, _end);
            foreach (var (channel, count) in _messages)
                Equal($"channel_message_counts of channel {channel}", statistics.ChannelMessageCounts.GetValueOrDefault(channel), count);
            foreach (var channel in statistics.ChannelMessageCounts.Where(pair => pair.Value > 0 && !_messages.ContainsKey(pair.Key)))
                Equal($"channel_message_counts of channel {channel.Key}", channel.Value, 0);
        }
        else
        {
            Add(_footerAt, "Statistics", "the file has none; ros2 bag needs them", isError: false);
        }

        var summaryStart = _groups.Count > 0 ? (ulong)_dataEnd : 0;
        if (_footer.SummaryStart != summaryStart)
            Add(_footerAt, "Footer", $"summary_start says {_footer.SummaryStart}, but the summary begins at {summaryStart}", isError: true);
        foreach (var offset in _offsets)
        {
            var actual = _groups.GetValueOrDefault(offset.GroupOpcode);
            if ((offset.GroupStart, offset.GroupStart + offset.GroupLength) != actual)
            {
                Add(_footerAt, "SummaryOffset", $"it says that {offset.GroupOpcode} stands from {offset.GroupStart} for {offset.GroupLength} bytes, "
                    + $"but it stands from {actual.Start} for {actual.End - actual.Start}", isError: true);
            }
        }

        if (_chunks.Count > 0 && _indexed < _chunks.Count)
            Add(_footerAt, "ChunkIndex", $"{_chunks.Count - _indexed} of {_chunks.Count} chunks are not indexed; reading by time must look through the file", isError: _indexed > 0);
        if (_loose > 0 && _indexed > 0)
            Add(_footerAt, "ChunkIndex", $"{_loose} messages stand outside chunks, so that readers by index miss them", isError: true);
    }

    private void Equal(string field, ulong said, ulong counted, bool isError = true)
    {
        if (said != counted)
            Add(_statisticsAt, "Statistics", $"{field} says {said}, but the file has {counted}", isError);
    }

    private void Group(in McapRecord record, ulong at, ulong length)
    {
        if (_groups.TryGetValue(record.Opcode, out var group) && group.End != at)
            Add(record.Position, McapException.NameOf(record.Opcode), "records of the same opcode do not stand together in the summary", isError: true);
        _groups[record.Opcode] = (_groups.ContainsKey(record.Opcode) ? group.Start : at, at + length);
    }

    private void Message(in McapRecord record)
    {
        var message = record.ToMessage();
        _messageCount++;
        _messages[message.ChannelId] = _messages.GetValueOrDefault(message.ChannelId) + 1;
        _start = Math.Min(_start, message.LogTime);
        _end = Math.Max(_end, message.LogTime);
        if (record.Position.InChunk < 0)
            _loose++;
        else
            _chunk!.Take(record, message, this);
    }

    private void Index(in McapRecord record, McapChunkIndex index)
    {
        _indexed++;
        if (!_chunks.TryGetValue(index.ChunkStartOffset, out var chunk))
            Add(record.Position, "ChunkIndex", $"no chunk stands at byte {index.ChunkStartOffset}", isError: true);
        else
            chunk.Compare(record, index, this);
    }

    private void Index(in McapRecord record, Dictionary<ulong, ulong> places, ulong offset, ulong length, string what)
    {
        if (!places.TryGetValue(offset, out var actual))
            Add(record.Position, McapException.NameOf(record.Opcode), $"no {what} stands at byte {offset}", isError: true);
        else if (actual != length)
            Add(record.Position, McapException.NameOf(record.Opcode), $"it says {length} bytes, but the {what} at byte {offset} has {actual}", isError: true);
    }
}
