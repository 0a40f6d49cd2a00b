using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;

namespace RobotPolicy.IntegrationTests.Telemetry;

/// <summary>A protobuf message by its field numbers alone, read without generated code: an independent reading of what the exporter sends.</summary>
internal sealed class WireMessage
{
    private readonly List<(int Field, object Value)> _fields = [];

    private WireMessage()
    {
    }

    /// <summary>Reads the fields of one message.</summary>
    public static WireMessage Parse(byte[] bytes)
    {
        var message = new WireMessage();
        var input = new CodedInputStream(bytes);
        while (input.ReadTag() is var tag and not 0)
        {
            object value = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => input.ReadUInt64(),
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                WireFormat.WireType.LengthDelimited => input.ReadBytes().ToByteArray(),
                var other => throw new InvalidDataException($"wire type {other}"),
            };
            message._fields.Add((WireFormat.GetTagFieldNumber(tag), value));
        }

        return message;
    }

    public IEnumerable<WireMessage> All(int field) => Bytes(field).Select(Parse);

    public bool Has(int field) => _fields.Exists(each => each.Field == field);

    public string Text(int field) => Bytes(field).LastOrDefault() is { } bytes ? Encoding.UTF8.GetString(bytes) : "";

    public string Hex(int field) => Convert.ToHexString(Bytes(field).LastOrDefault() ?? []);

    public ulong Number(int field) => _fields.LastOrDefault(each => each.Field == field).Value is ulong number ? number : 0;

    public double Double(int field) => BitConverter.UInt64BitsToDouble(Number(field));

    /// <summary>Packed 64-bit numbers.</summary>
    public IEnumerable<ulong> Packed(int field) =>
        Bytes(field).SelectMany(bytes => bytes.Chunk(8)).Select(chunk => BinaryPrimitives.ReadUInt64LittleEndian(chunk));

    private IEnumerable<byte[]> Bytes(int field) => _fields.Where(each => each.Field == field).Select(each => each.Value).OfType<byte[]>();
}
