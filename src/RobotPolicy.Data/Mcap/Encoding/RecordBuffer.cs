using System.Buffers;
using System.Buffers.Binary;

namespace RobotPolicy.Data.Mcap.Encoding;

/// <summary>
/// Bytes of records as they are put together; grows, and is reused, so that writing allocates only until it has seen the largest. Its memory is
/// rented: a recorder begins file after file, and a megabyte given up with each would have the whole heap collected every few files.
/// </summary>
internal sealed class RecordBuffer(int capacity, int reserved = 0) : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, reserved + 64));

    /// <summary>Bytes before the content, for a prefix that is known only when the content is.</summary>
    public int Reserved { get; } = reserved;

    /// <summary>Bytes of content.</summary>
    public int Length { get; private set; }

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(Reserved, Length);

    public void Clear() => Length = 0;

    /// <summary>Gives the memory back; what was written is gone.</summary>
    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    /// <summary>Room for more content; <see cref="Advance"/> keeps what was written there.</summary>
    public Span<byte> Room(int count)
    {
        var needed = (long)Reserved + Length + count;
        if (needed > _bytes.Length)
        {
            if (needed > Array.MaxLength)
                throw new InvalidOperationException($"A record or chunk of {needed} bytes is longer than memory allows for one block.");
            var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(needed, _bytes.Length * 2L)));
            _bytes.AsSpan(0, Reserved + Length).CopyTo(larger);
            Dispose();
            _bytes = larger;
        }

        return _bytes.AsSpan(Reserved + Length, count);
    }

    public void Advance(int count) => Length += count;

    /// <summary>Writes the prefix before the content; returns both.</summary>
    public ReadOnlySpan<byte> WithPrefix(ReadOnlySpan<byte> prefix)
    {
        prefix.CopyTo(_bytes.AsSpan(Reserved - prefix.Length));
        return _bytes.AsSpan(Reserved - prefix.Length, prefix.Length + Length);
    }

    public RecordBuffer U8(byte value)
    {
        Room(1)[0] = value;
        Length += 1;
        return this;
    }

    public RecordBuffer U16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Room(2), value);
        Length += 2;
        return this;
    }

    public RecordBuffer U32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        Length += 4;
        return this;
    }

    public RecordBuffer U64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
        Length += 8;
        return this;
    }

    public RecordBuffer Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public RecordBuffer Text(string text)
    {
        var count = System.Text.Encoding.UTF8.GetByteCount(text);
        U32((uint)count);
        System.Text.Encoding.UTF8.GetBytes(text, Room(count));
        Length += count;
        return this;
    }

    public RecordBuffer Texts(IReadOnlyDictionary<string, string> map)
    {
        var at = Length;
        U32(0);
        foreach (var (key, value) in map)
            Text(key).Text(value);
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(Reserved + at), (uint)(Length - at - 4));
        return this;
    }

    /// <summary>Opcode and a length that <see cref="End"/> fills in; returns where the record begins.</summary>
    public int Begin(McapOpcode opcode)
    {
        var at = Length;
        U8((byte)opcode).U64(0);
        return at;
    }

    /// <summary>Fills in the length of a record that ends here.</summary>
    public void End(int begin) => PatchLength(begin, (ulong)(Length - begin - McapFormat.RecordPrefix));

    /// <summary>Content that was left open, to be filled in.</summary>
    public Span<byte> Patch(int begin, int count) => _bytes.AsSpan(Reserved + begin, count);

    /// <summary>Fills in the length of a record whose rest is written elsewhere.</summary>
    public void PatchLength(int begin, ulong length) => BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(Reserved + begin + 1), length);
}
