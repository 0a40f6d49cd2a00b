using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Compression;
using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;
using RobotPolicy.Data.Mcap.Writing;

namespace RobotPolicy.Data.Mcap;

// What stands around the messages: chunks, indexes and the summary.
public sealed partial class McapWriter
{
    private void Count(ChannelLog log, ulong logTime)
    {
        if (_messageCount == 0)
            (_startTime, _endTime) = (logTime, logTime);
        else
            (_startTime, _endTime) = (Math.Min(_startTime, logTime), Math.Max(_endTime, logTime));
        _messageCount++;
        if (log.MessageCount++ == 0)
            _counted.Add(log);
    }

    // Schema and channel stand in the file before the first message that needs them.
    private void Define(ChannelLog log, RecordBuffer target)
    {
        if (log.Place != Nowhere)
            return;
        var schemaId = log.Channel.SchemaId;
        if (schemaId != 0 && _schemaPlaces[schemaId - 1] == Nowhere)
        {
            target.Write(_schemas[schemaId - 1]);
            _schemaPlaces[schemaId - 1] = _place;
        }

        target.Write(log.Channel);
        log.Place = _place;
    }

    private void Index(ChannelLog log, ulong logTime)
    {
        if (_chunkMessages == 0)
            (_chunkStartTime, _chunkEndTime) = (logTime, logTime);
        else
            (_chunkStartTime, _chunkEndTime) = (Math.Min(_chunkStartTime, logTime), Math.Max(_chunkEndTime, logTime));
        _chunkMessages++;
        if (!_options.UseMessageIndex)
            return;
        if (!log.IsInChunk)
        {
            log.IsInChunk = true;
            _chunkChannels.Add(log);
        }

        log.AddEntry(logTime, _chunk.Length);
    }

    private void WriteChunk()
    {
        var records = _chunk;
        if (_compressor is not null)
        {
            _compressor.Compress(_chunk.Written, _compressed!);
            records = _compressed!;
        }

        var crc = _options.ChunkCrc ? Crc32.Of(_chunk.Written) : 0;
        var compression = CompressionName.Of(_compressor is null ? McapCompression.None : _options.Compression);
        Span<byte> prefix = stackalloc byte[ChunkPrefixRoom];
        prefix = ChunkPrefix(
            prefix, _chunkStartTime, _chunkEndTime, (ulong)_chunk.Length, crc, compression, (ulong)records.Length);

        var chunkStart = (ulong)_output.Position;
        _output.Write(records.WithPrefix(prefix), crc, _options.ChunkCrc && _compressor is null ? records.Length : 0);
        _chunkCount++;
        WriteMessageIndexes(chunkStart, (ulong)(prefix.Length + records.Length), compression, (ulong)records.Length);
        _chunk.Clear();
        _chunkMessages = 0;
        _place++;
    }

    // Everything of a chunk before its records.
    private static Span<byte> ChunkPrefix(
        Span<byte> room, ulong startTime, ulong endTime, ulong uncompressedSize, uint crc, string compression, ulong compressedSize)
    {
        var length = 49 + compression.Length;
        var prefix = room[..length];
        prefix[0] = (byte)McapOpcode.Chunk;
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[1..], (ulong)(length - McapFormat.RecordPrefix) + compressedSize);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[9..], startTime);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[17..], endTime);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[25..], uncompressedSize);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix[33..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(prefix[37..], (uint)compression.Length);
        System.Text.Encoding.ASCII.GetBytes(compression, prefix[41..]);
        BinaryPrimitives.WriteUInt64LittleEndian(prefix[(41 + compression.Length)..], compressedSize);
        return prefix;
    }

    private void WriteMessageIndexes(ulong chunkStart, ulong chunkLength, string compression, ulong compressedSize)
    {
        var index = _groups.ChunkIndexes;
        var begin = index.Length;
        if (_options.UseChunkIndex)
        {
            begin = index.Begin(McapOpcode.ChunkIndex);
            index.U64(_chunkStartTime).U64(_chunkEndTime).U64(chunkStart).U64(chunkLength).U32((uint)_chunkChannels.Count * 10);
        }

        var at = (ulong)_output.Position;
        foreach (var log in _chunkChannels)
        {
            if (_options.UseChunkIndex)
                index.U16(log.Channel.Id).U64(at + (ulong)_records.Length);
            log.WriteIndex(_records);
        }

        if (_options.UseChunkIndex)
            index.U64((ulong)_records.Length).Text(compression).U64(compressedSize).U64((ulong)_chunk.Length).End(begin);
        _chunkChannels.Clear();
        if (_records.Length > 0)
            _output.Write(_records);
    }

    private int BeginAttachment(ulong logTime, ulong createTime, string name, string mediaType, ulong length)
    {
        var begin = _records.Begin(McapOpcode.Attachment);
        _records.U64(logTime).U64(createTime).Text(name).Text(mediaType).U64(length);
        return begin;
    }

    private void EndAttachment(ulong logTime, ulong createTime, string name, string mediaType, ulong dataSize, ulong recordLength)
    {
        _attachmentCount++;
        if (_options.UseAttachmentIndex)
            _groups.AttachmentIndexes.Write(new McapAttachmentIndex((ulong)_output.Position, recordLength, logTime, createTime, dataSize, name, mediaType));
    }

    private void WriteSummary()
    {
        _output.Write(_records.U8((byte)McapOpcode.DataEnd).U64(4).U32(_output.Crc));
        _output.BeginSection(_options.SummaryCrc);
        var summaryStart = (ulong)_output.Position;
        var offsets = new List<McapSummaryOffset>();
        if (_options.RepeatSchemas)
            _schemas.ForEach(_records.Write);
        WriteGroup(McapOpcode.Schema, _records, offsets);
        if (_options.RepeatChannels)
            _channels.ForEach(log => _records.Write(log.Channel));
        WriteGroup(McapOpcode.Channel, _records, offsets);
        if (_options.UseStatistics)
            _records.Write(Statistics());
        WriteGroup(McapOpcode.Statistics, _records, offsets);
        WriteGroup(McapOpcode.MetadataIndex, _groups.MetadataIndexes, offsets);
        WriteGroup(McapOpcode.AttachmentIndex, _groups.AttachmentIndexes, offsets);
        WriteGroup(McapOpcode.ChunkIndex, _groups.ChunkIndexes, offsets);

        var offsetStart = (ulong)_output.Position;
        if (_options.UseSummaryOffsets)
            offsets.ForEach(offset => _records.Write(offset));
        var hasOffsets = _records.Length > 0;
        _records.WriteFooterStart(offsetStart == summaryStart ? 0 : summaryStart, hasOffsets ? offsetStart : 0);
        _output.Write(_records);
        _output.Write(_records.U32(_output.Crc).Raw(McapFormat.Magic));
    }

    private void WriteGroup(McapOpcode opcode, RecordBuffer records, List<McapSummaryOffset> offsets)
    {
        if (records.Length == 0)
            return;
        offsets.Add(new McapSummaryOffset(opcode, (ulong)_output.Position, (ulong)records.Length));
        _output.Write(records);
    }

    private McapStatistics Statistics() => new(
        _messageCount, (ushort)_schemas.Count, (uint)_channels.Count, _attachmentCount, _metadataCount, _chunkCount, _startTime, _endTime,
        new OrderedDictionary<ushort, ulong>(_counted.Select(log => KeyValuePair.Create(log.Channel.Id, log.MessageCount))));
}
