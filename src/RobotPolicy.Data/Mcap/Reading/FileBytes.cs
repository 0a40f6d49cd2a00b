using System.Buffers.Binary;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Bytes of a seekable file by their place.</summary>
internal sealed class FileBytes(Stream stream)
{
    public long Length { get; private set; } = stream.Length;

    /// <summary>Takes in what was appended since.</summary>
    public void Grow() => Length = Math.Max(Length, stream.Length);

    /// <summary>Fills the span; the caller knows that the file is long enough.</summary>
    public void Read(long offset, Span<byte> target)
    {
        stream.Position = offset;
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) != target.Length)
            throw new McapException(new RecordPosition(offset), "Record", $"the file became shorter than {offset + target.Length} bytes while it was read");
    }

    /// <summary>Opcode and content length of the record at a byte before <paramref name="end"/>, which must hold all of it.</summary>
    public (McapOpcode Opcode, long Length) Prefix(long offset, long end)
    {
        var position = new RecordPosition(offset);
        if (end - offset < McapFormat.RecordPrefix)
            throw new McapException(position, "Record", $"{end - offset} bytes are left where a record's opcode and length need {McapFormat.RecordPrefix}");
        Span<byte> prefix = stackalloc byte[McapFormat.RecordPrefix];
        Read(offset, prefix);
        var opcode = (McapOpcode)prefix[0];
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix[1..]);
        if (opcode == 0)
            throw new McapException(position, opcode, "0 is not a valid opcode");
        return length <= (ulong)(end - offset - McapFormat.RecordPrefix)
            ? (opcode, (long)length)
            : throw new McapException(position, opcode, $"its length is {length} bytes, but {end - offset - McapFormat.RecordPrefix} are left");
    }

    /// <summary>The record that an index says stands there, in memory of its own.</summary>
    public McapRecord Record(ulong offset, ulong length, McapOpcode opcode, int limit)
    {
        byte[] buffer = [];
        return Record(offset, length, opcode, limit, ref buffer);
    }

    /// <summary>The record that an index says stands there, in a buffer that grows as needed.</summary>
    public McapRecord Record(ulong offset, ulong length, McapOpcode opcode, int limit, ref byte[] buffer)
    {
        var position = new RecordPosition((long)Math.Min(offset, long.MaxValue));
        if (offset > (ulong)Length || length > (ulong)Length - offset || length < McapFormat.RecordPrefix)
            throw new McapException(position, opcode, $"an index says that it has {length} bytes here, but the file has {Length}");
        if (length > (ulong)limit)
            throw new McapException(position, opcode, $"its length is {length} bytes, the limit is {limit}");
        var (found, contentLength) = Prefix((long)offset, Length);
        if (found != opcode || contentLength != (long)length - McapFormat.RecordPrefix)
        {
            throw new McapException(
                position, opcode, $"an index says that it has {length} bytes here, but there is {McapException.NameOf(found)} of {contentLength + McapFormat.RecordPrefix}");
        }

        if (buffer.Length < contentLength)
            buffer = GC.AllocateUninitializedArray<byte>((int)contentLength);
        Read((long)offset + McapFormat.RecordPrefix, buffer.AsSpan(0, (int)contentLength));
        return new McapRecord(opcode, position, buffer.AsMemory(0, (int)contentLength));
    }
}
