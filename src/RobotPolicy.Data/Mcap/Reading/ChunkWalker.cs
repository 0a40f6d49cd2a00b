using System.Buffers.Binary;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>The records of one decompressed chunk, one after the other.</summary>
internal struct ChunkWalker(ReadOnlyMemory<byte> records, long chunkOffset)
{
    private int _at;

    /// <summary>The record that begins at a byte of the chunk.</summary>
    public static McapRecord At(ReadOnlyMemory<byte> records, long chunkOffset, int at)
    {
        var position = new RecordPosition(chunkOffset, at);
        var left = records.Length - at;
        if (left < McapFormat.RecordPrefix)
            throw new McapException(position, "Record", $"the chunk ends after {left} of the {McapFormat.RecordPrefix} bytes of a record's opcode and length");
        var prefix = records.Span.Slice(at, McapFormat.RecordPrefix);
        var opcode = (McapOpcode)prefix[0];
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix[1..]);
        if (length > (ulong)(left - McapFormat.RecordPrefix))
            throw new McapException(position, opcode, $"its length is {length} bytes, but the chunk ends after {left - McapFormat.RecordPrefix} of them");
        if (opcode == 0)
            throw new McapException(position, opcode, "0 is not a valid opcode");
        if (!McapFormat.MayStandInChunk(opcode))
            throw new McapException(position, opcode, "expected a schema, channel or message in a chunk");
        return new McapRecord(opcode, position, records.Slice(at + McapFormat.RecordPrefix, (int)length));
    }

    /// <summary>The next record; false at the end.</summary>
    public bool Next(out McapRecord record)
    {
        if (_at == records.Length)
        {
            record = default;
            return false;
        }

        record = At(records, chunkOffset, _at);
        _at += McapFormat.RecordPrefix + record.Content.Length;
        return true;
    }
}
