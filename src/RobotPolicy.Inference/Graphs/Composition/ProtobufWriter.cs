using System.Text;

namespace RobotPolicy.Inference.Graphs.Composition;

/// <summary>The little of protobuf's wire format that writing an ONNX model takes.</summary>
internal sealed class ProtobufWriter
{
    private readonly MemoryStream _stream = new();

    public ReadOnlySpan<byte> Written => _stream.GetBuffer().AsSpan(0, (int)_stream.Length);

    public ProtobufWriter Number(int field, long value)
    {
        Varint((ulong)(uint)field << 3);
        Varint(unchecked((ulong)value));
        return this;
    }

    public ProtobufWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)(uint)field << 3) | 2);
        Varint((ulong)value.Length);
        _stream.Write(value);
        return this;
    }

    public ProtobufWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtobufWriter Message(int field, ProtobufWriter value) => Bytes(field, value.Written);

    /// <summary>Fields that are encoded already.</summary>
    public ProtobufWriter Raw(ReadOnlySpan<byte> fields)
    {
        _stream.Write(fields);
        return this;
    }

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            _stream.WriteByte((byte)((value & 0x7F) | 0x80));
        _stream.WriteByte((byte)value);
    }
}
