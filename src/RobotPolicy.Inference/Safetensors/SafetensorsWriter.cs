using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace RobotPolicy.Inference.Safetensors;

/// <summary>
/// Writes the safetensors format: tensors in the order in which they were added, without gaps, as <see cref="SafetensorsFile"/> wants
/// them. Copies the data when it is added; it is that of a little-endian machine, as all that we run on are.
/// </summary>
internal sealed class SafetensorsWriter
{
    private readonly JsonObject _header = [];
    private readonly List<ReadOnlyMemory<byte>> _data = [];
    private long _offset;

    /// <summary>Texts under <c>__metadata__</c>.</summary>
    public SafetensorsWriter Metadata(IEnumerable<KeyValuePair<string, string>> texts)
    {
        var json = new JsonObject();
        foreach (var (name, text) in texts)
            json.Add(name, text);
        _header.Add("__metadata__", json);
        return this;
    }

    public SafetensorsWriter Add(string name, ReadOnlyMemory<float> values, params ReadOnlySpan<long> shape) => Add(name, "F32", values, shape);

    public SafetensorsWriter Add(string name, ReadOnlyMemory<double> values, params ReadOnlySpan<long> shape) => Add(name, "F64", values, shape);

    public SafetensorsWriter Add(string name, ReadOnlyMemory<long> values, params ReadOnlySpan<long> shape) => Add(name, "I64", values, shape);

    public SafetensorsWriter Add(string name, ReadOnlyMemory<bool> values, params ReadOnlySpan<long> shape) => Add(name, "BOOL", values, shape);

    public void WriteTo(Stream stream)
    {
        var header = System.Text.Encoding.UTF8.GetBytes(_header.ToJsonString());

        // The data starts on a multiple of 8, as in the original; spaces may follow the header.
        var padded = (header.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)padded);
        stream.Write(length);
        stream.Write(header);
        for (var i = header.Length; i < padded; i++)
            stream.WriteByte((byte)' ');
        foreach (var data in _data)
            stream.Write(data.Span);
    }

    private SafetensorsWriter Add<T>(string name, string dtype, ReadOnlyMemory<T> values, ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values.Span).ToArray();
        var dimensions = new JsonArray();
        foreach (var dimension in shape)
            dimensions.Add(dimension);
        _header.Add(name, new JsonObject
        {
            ["dtype"] = dtype,
            ["shape"] = dimensions,
            ["data_offsets"] = new JsonArray(_offset, _offset + bytes.Length),
        });
        _data.Add(bytes);
        _offset += bytes.Length;
        return this;
    }
}
