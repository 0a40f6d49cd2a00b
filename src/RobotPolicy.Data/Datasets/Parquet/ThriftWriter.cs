using System.Buffers.Binary;

namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Writes Thrift's compact protocol.</summary>
internal sealed class ThriftWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    /// <summary>Writes a structure with its end.</summary>
    public void Write(ThriftStruct value)
    {
        short last = 0;
        foreach (var (field, content) in value.Fields)
        {
            var delta = field - last;
            if (delta is > 0 and < 16)
            {
                _bytes.WriteByte((byte)(delta << 4 | content.Type));
            }
            else
            {
                _bytes.WriteByte(content.Type);
                Zigzag(field);
            }

            last = field;
            if (content is not ThriftBoolean)
                Content(content);
        }

        _bytes.WriteByte(0);
    }

    private void Content(ThriftValue value)
    {
        switch (value)
        {
            case ThriftBoolean boolean:
                _bytes.WriteByte(boolean.Type);
                break;
            case ThriftNumber { Width: 3 } number:
                _bytes.WriteByte(unchecked((byte)number.Value));
                break;
            case ThriftNumber number:
                Zigzag(number.Value);
                break;
            case ThriftDouble number:
                Span<byte> bytes = stackalloc byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(bytes, number.Value);
                _bytes.Write(bytes);
                break;
            case ThriftBinary binary:
                Varint((ulong)binary.Value.Length);
                _bytes.Write(binary.Value);
                break;
            case ThriftList list:
                _bytes.WriteByte((byte)(Math.Min(list.Items.Count, 15) << 4 | list.ElementType));
                if (list.Items.Count >= 15)
                    Varint((ulong)list.Items.Count);
                list.Items.ForEach(Content);
                break;
            case ThriftStruct structure:
                Write(structure);
                break;
        }
    }

    private void Zigzag(long value) => Varint(unchecked((ulong)(value << 1 ^ value >> 63)));

    private void Varint(ulong value)
    {
        for (; value >= 128; value >>= 7)
            _bytes.WriteByte((byte)(value & 127 | 128));
        _bytes.WriteByte((byte)value);
    }
}
