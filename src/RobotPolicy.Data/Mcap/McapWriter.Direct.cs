using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Writing;

namespace RobotPolicy.Data.Mcap;

// Large messages: chunks of their own, whose payload is not copied.
public sealed partial class McapWriter
{
    private void WriteDirectly(ChannelLog log, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data)
    {
        Count(log, logTime);
        _ = _records.Room(DirectPrefixLength);
        _records.Advance(DirectPrefixLength);
        DefineBefore(log);
        var offset = _records.Length - DirectPrefixLength;
        _records.U8((byte)McapOpcode.Message).U64((ulong)McapFormat.MessagePrefix + (ulong)data.Length)
            .U16(log.Channel.Id).U32(sequence).U64(logTime).U64(publishTime);

        var size = (ulong)(_records.Length - DirectPrefixLength) + (ulong)data.Length;
        var crc = default(Crc32);
        var dataCrc = _options.ChunkCrc ? Crc32.Of(data) : 0;
        if (_options.ChunkCrc)
        {
            crc.Append(_records.Written[DirectPrefixLength..]);
            crc.Append(dataCrc, data.Length);
        }

        ChunkPrefix(_records.Patch(0, DirectPrefixLength), logTime, logTime, size, crc.Value, "", size);
        var chunkStart = (ulong)_output.Position;
        _output.Write(_records);
        _output.Write(data, dataCrc, _options.ChunkCrc ? data.Length : 0);
        _chunkCount++;
        IndexDirectly(log, logTime, (ulong)offset, chunkStart, size);
    }

    // A definition in the chunk that is being filled comes too late for a message before it.
    private void DefineBefore(ChannelLog log)
    {
        if (log.Place != Nowhere && log.Place < _place)
            return;
        var schemaId = log.Channel.SchemaId;
        if (schemaId != 0 && (_schemaPlaces[schemaId - 1] == Nowhere || _schemaPlaces[schemaId - 1] == _place))
        {
            _records.Write(_schemas[schemaId - 1]);
            _schemaPlaces[schemaId - 1] = _place - 1;
        }

        _records.Write(log.Channel);
        log.Place = _place - 1;
    }

    private void IndexDirectly(ChannelLog log, ulong logTime, ulong offset, ulong chunkStart, ulong size)
    {
        var at = (ulong)_output.Position;
        if (_options.UseMessageIndex)
        {
            var begin = _records.Begin(McapOpcode.MessageIndex);
            _records.U16(log.Channel.Id).U32(16).U64(logTime).U64(offset).End(begin);
        }

        if (_options.UseChunkIndex)
        {
            var index = _groups.ChunkIndexes;
            var begin = index.Begin(McapOpcode.ChunkIndex);
            index.U64(logTime).U64(logTime).U64(chunkStart).U64(size + DirectPrefixLength);
            if (_options.UseMessageIndex)
                index.U32(10).U16(log.Channel.Id).U64(at);
            else
                index.U32(0);
            index.U64((ulong)_records.Length).Text("").U64(size).U64(size).End(begin);
        }

        if (_records.Length > 0)
            _output.Write(_records);
    }
}
