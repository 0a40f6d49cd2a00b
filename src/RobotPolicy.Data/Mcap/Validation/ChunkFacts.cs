using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Validation;

/// <summary>What stands in one chunk, against what its fields and indexes say. The messages are kept until the next chunk only.</summary>
internal sealed class ChunkFacts(McapChunk chunk, ulong offset, ulong length)
{
    private readonly string _compression = chunk.Compression;
    private readonly ulong _start = chunk.MessageStartTime;
    private readonly ulong _end = chunk.MessageEndTime;
    private readonly ulong _uncompressed = chunk.UncompressedSize;
    private readonly ulong _compressed = (ulong)chunk.Records.Length;
    private readonly Dictionary<ushort, ulong> _indexes = [];
    private readonly Dictionary<ulong, (ushort Channel, ulong LogTime)> _messages = [];
    private bool _told;
    private ulong _indexLength;

    public void Take(in McapRecord record, in McapMessage message, FileCheck check)
    {
        _messages[(ulong)record.Position.InChunk] = (message.ChannelId, message.LogTime);
        if (!_told && (message.LogTime < _start || message.LogTime > _end))
        {
            _told = true;
            check.Add(record.Position, "Message", $"log_time is {message.LogTime}, but its chunk claims times from {_start} to {_end}", isError: true);
        }
    }

    /// <summary>Forgets the messages: nothing about them is asked once the next record came.</summary>
    public void Close()
    {
        _messages.Clear();
        _messages.TrimExcess();
    }

    /// <summary>Compares a message index behind this chunk.</summary>
    public void Compare(in McapRecord record, ulong recordLength, FileCheck check)
    {
        var index = record.ToMessageIndex();
        _indexes[index.ChannelId] = (ulong)record.Position.Offset;
        _indexLength += recordLength;
        var wrong = index.Entries.Count(entry =>
            !_messages.TryGetValue(entry.Offset, out var message) || message != (index.ChannelId, entry.LogTime));
        var missing = _messages.Values.Count(message => message.Channel == index.ChannelId) - (index.Entries.Count - wrong);
        if (wrong > 0 || missing != 0)
            check.Add(record.Position, "MessageIndex", $"of channel {index.ChannelId} {wrong} entries point to no such message, and {missing} messages have no entry", isError: true);
    }

    /// <summary>Compares the chunk's index in the summary.</summary>
    public void Compare(in McapRecord record, McapChunkIndex index, FileCheck check)
    {
        var at = record.Position;
        Equal("chunk_length", index.ChunkLength, length);
        Equal("message_start_time", index.MessageStartTime, _start);
        Equal("message_end_time", index.MessageEndTime, _end);
        Equal("compressed_size", index.CompressedSize, _compressed);
        Equal("uncompressed_size", index.UncompressedSize, _uncompressed);
        Equal("message_index_length", index.MessageIndexLength, _indexLength);
        if (index.Compression != _compression)
            check.Add(at, "ChunkIndex", $"compression says '{index.Compression}', but the chunk at byte {offset} has '{_compression}'", isError: true);
        foreach (var (channel, place) in index.MessageIndexOffsets)
            Equal($"message_index_offsets of channel {channel}", place, _indexes.GetValueOrDefault(channel));

        void Equal(string field, ulong said, ulong actual)
        {
            if (said != actual)
                check.Add(at, "ChunkIndex", $"{field} says {said}, but the chunk at byte {offset} has {actual}", isError: true);
        }
    }

}
