using System.Buffers.Binary;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Records in a block of memory outside chunks.</summary>
internal static class RecordSpan
{
    /// <summary>The record at a byte of the block, which begins at <paramref name="start"/> in the file.</summary>
    public static McapRecord At(ReadOnlyMemory<byte> bytes, int at, long start)
    {
        var position = new RecordPosition(start + at);
        var left = bytes.Length - at;
        if (left < McapFormat.RecordPrefix)
            throw new McapException(position, "Record", $"{left} bytes are left where a record's opcode and length need {McapFormat.RecordPrefix}");
        var prefix = bytes.Span.Slice(at, McapFormat.RecordPrefix);
        var opcode = (McapOpcode)prefix[0];
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix[1..]);
        if (opcode == 0)
            throw new McapException(position, opcode, "0 is not a valid opcode");
        return length <= (ulong)(left - McapFormat.RecordPrefix)
            ? new McapRecord(opcode, position, bytes.Slice(at + McapFormat.RecordPrefix, (int)length))
            : throw new McapException(position, opcode, $"its length is {length} bytes, but {left - McapFormat.RecordPrefix} are left");
    }
}
