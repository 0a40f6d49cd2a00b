using System.Buffers.Binary;
using System.Text;

namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>Walks the fields of one protobuf message. The bytes come from a package: every length is checked.</summary>
internal struct ProtobufReader(ReadOnlyMemory<byte> message)
{
    private const int VarintType = 0;
    private const int Fixed64Type = 1;
    private const int BytesType = 2;
    private const int Fixed32Type = 5;
    private readonly ReadOnlyMemory<byte> _message = message;
    private int _position;
    private int _fieldStart;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The current field's content if it is a message, a text or bytes; else empty.</summary>
    public ReadOnlyMemory<byte> Bytes { get; private set; }

    /// <summary>The current field's content if it is a number.</summary>
    public long Number { get; private set; }

    /// <summary>The current field as it stands, tag and length included.</summary>
    public readonly ReadOnlyMemory<byte> Raw => _message[_fieldStart.._position];

    /// <summary>The current field as text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Goes to the next field.</summary>
    /// <exception cref="InvalidDataException">The bytes are no protobuf message.</exception>
    public bool Next()
    {
        if (_position == _message.Length)
            return false;
        _fieldStart = _position;
        var tag = Varint();
        if (tag > uint.MaxValue)
            throw new InvalidDataException("A field's number is out of range.");
        Field = (int)(tag >> 3);
        Bytes = default;
        Number = 0;
        switch ((int)(tag & 7))
        {
            case VarintType:
                Number = unchecked((long)Varint());
                break;
            case Fixed64Type:
                Number = BinaryPrimitives.ReadInt64LittleEndian(Take(8).Span);
                break;
            case BytesType:
                var length = Varint();
                if (length > (ulong)(_message.Length - _position))
                    throw new InvalidDataException("A field is longer than its message.");
                Bytes = Take((int)length);
                break;
            case Fixed32Type:
                Number = BinaryPrimitives.ReadInt32LittleEndian(Take(4).Span);
                break;
            default:
                throw new InvalidDataException("A field has a type that protobuf no longer has.");
        }

        return true;
    }

    private ReadOnlyMemory<byte> Take(int length)
    {
        if (length > _message.Length - _position)
            throw new InvalidDataException("A message ends inside a field.");
        _position += length;
        return _message.Slice(_position - length, length);
    }

    private ulong Varint()
    {
        var span = _message.Span;
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_position == span.Length)
                throw new InvalidDataException("A message ends inside a number.");
            var part = span[_position++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw new InvalidDataException("A number is longer than 64 bits.");
    }
}
