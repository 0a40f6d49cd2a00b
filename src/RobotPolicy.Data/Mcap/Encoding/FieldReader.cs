using System.Buffers.Binary;
using System.Text;

namespace RobotPolicy.Data.Mcap.Encoding;

/// <summary>Reads a record's fields in order. Every length is checked against the bytes that are there before anything is allocated.</summary>
internal ref struct FieldReader(McapRecord record)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _content = record.Content.Span;
    private readonly McapRecord _record = record;
    private int _at;

    public readonly int Left => _content.Length - _at;

    public readonly int At => _at;

    public byte U8(string field) => Take(1, field)[0];

    public ushort U16(string field) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, field));

    public uint U32(string field) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, field));

    public ulong U64(string field) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, field));

    public string Text(string field)
    {
        var bytes = Block(U32(field), field).Span;
        try
        {
            return bytes.IsEmpty ? "" : Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Error($"{field} is not UTF-8");
        }
    }

    /// <summary>As many bytes as a length says that stands before them; a slice, not a copy.</summary>
    public ReadOnlyMemory<byte> Block(ulong length, string field)
    {
        if (length > (ulong)Left)
            throw Error($"{field} says {length} bytes, but {Left} are left in the record");
        var block = _record.Content.Slice(_at, (int)length);
        _at += (int)length;
        return block;
    }

    /// <summary>The rest of the record.</summary>
    public ReadOnlyMemory<byte> Rest()
    {
        var rest = _record.Content[_at..];
        _at = _content.Length;
        return rest;
    }

    /// <summary>A map's or array's byte length, which must be whole entries.</summary>
    public int Entries(int entrySize, string field)
    {
        var length = U32(field);
        if (length > (uint)Left)
            throw Error($"{field} says {length} bytes, but {Left} are left in the record");
        if (length % (uint)entrySize != 0)
            throw Error($"{field} has {length} bytes, which are not whole entries of {entrySize}");
        return (int)length / entrySize;
    }

    public OrderedDictionary<string, string> Texts(string field)
    {
        var length = U32(field);
        if (length > (uint)Left)
            throw Error($"{field} says {length} bytes, but {Left} are left in the record");
        var end = _at + (int)length;
        var map = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        while (_at < end)
        {
            var key = Text(field);
            map[key] = Text(field);
        }

        return _at == end ? map : throw Error($"an entry of {field} goes beyond the map's {length} bytes");
    }

    public OrderedDictionary<ushort, ulong> Numbers(string field)
    {
        var count = Entries(10, field);
        var map = new OrderedDictionary<ushort, ulong>();
        for (var i = 0; i < count; i++)
        {
            var key = U16(field);
            map[key] = U64(field);
        }

        return map;
    }

    /// <summary>The keys of a map of numbers.</summary>
    public void Keys(string field, ICollection<ushort> keys)
    {
        var count = Entries(10, field);
        for (var i = 0; i < count; i++)
        {
            keys.Add(U16(field));
            _ = U64(field);
        }
    }

    /// <summary>An error about this record.</summary>
    public readonly McapException Error(string problem) => new(_record.Position, _record.Opcode, problem);

    private ReadOnlySpan<byte> Take(int count, string field)
    {
        if (Left < count)
            throw Error($"{field} needs {count} bytes, but {Left} are left in the record");
        var bytes = _content.Slice(_at, count);
        _at += count;
        return bytes;
    }
}
