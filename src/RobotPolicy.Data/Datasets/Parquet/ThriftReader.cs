using System.Buffers.Binary;

namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Reads Thrift's compact protocol.</summary>
/// <param name="bytes">One structure and perhaps more behind it.</param>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    private const int MaximumDepth = 16;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Reads a structure.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public ThriftStruct ReadStruct(int depth = 0)
    {
        if (depth > MaximumDepth)
            throw new FormatException("the footer is nested too deeply");
        SortedDictionary<short, ThriftValue> fields = [];
        short field = 0;
        while (Next() is var header && header != 0)
        {
            field = header >> 4 is var delta && delta != 0 ? checked((short)(field + delta)) : checked((short)Zigzag());
            fields[field] = (header & 15) switch
            {
                1 => new ThriftBoolean(true),
                2 => new ThriftBoolean(false),
                _ => Value((byte)(header & 15), depth),
            };
        }

        return new ThriftStruct(fields);
    }

    private ThriftValue Value(byte type, int depth) => type switch
    {
        1 or 2 => new ThriftBoolean(Next() == 1),
        3 => new ThriftNumber(3, unchecked((sbyte)Next())),
        4 or 5 or 6 => new ThriftNumber(type, Zigzag()),
        7 => new ThriftDouble(BinaryPrimitives.ReadDoubleLittleEndian(Take(8))),
        8 => new ThriftBinary(Take(Varint()).ToArray()),
        9 or 10 => List(type, depth),
        12 => ReadStruct(depth + 1),
        _ => throw new FormatException($"the footer has a field of type {type}"),
    };

    private ThriftList List(byte kind, int depth)
    {
        var header = Next();
        var count = header >> 4 is var small && small < 15 ? (ulong)small : Varint();
        if (count > (ulong)(_bytes.Length - _position))
            throw new FormatException("the footer has a list that is longer than itself");
        List<ThriftValue> items = new((int)count);
        for (var i = 0UL; i < count; i++)
            items.Add(Value((byte)(header & 15), depth));
        return new ThriftList(kind, (byte)(header & 15), items);
    }

    private byte Next() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - _position))
            throw new FormatException("the footer ends too early");
        var taken = _bytes.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private long Zigzag() => Varint() is var value ? (long)(value >> 1) ^ -(long)(value & 1) : 0;

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Next();
            value |= (ulong)(next & 127) << shift;
            if (next < 128)
                return value;
        }

        throw new FormatException("the footer has a number that does not end");
    }
}
