using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RobotPolicy.TestSupport;

/// <summary>Writes safetensors files, sound ones and lying ones.</summary>
internal sealed class SafetensorsBuilder
{
    private readonly List<string> _entries = [];
    private readonly MemoryStream _data = new();

    public SafetensorsBuilder Floats(string name, float[] values, params long[] shape)
    {
        if (shape.Length == 0)
            shape = [values.Length];
        var begin = _data.Length;
        _data.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        return Entry(name, "F32", string.Join(",", shape), begin, _data.Length);
    }

    public SafetensorsBuilder Raw(string name, string dtype, byte[] bytes, params long[] shape)
    {
        var begin = _data.Length;
        _data.Write(bytes);
        return Entry(name, dtype, string.Join(",", shape), begin, _data.Length);
    }

    /// <summary>A header entry as it is, true or not.</summary>
    public SafetensorsBuilder Entry(string name, string dtype, string shape, long begin, long end)
    {
        _entries.Add(FormattableString.Invariant(
            $$"""
            "{{name}}":{"dtype":"{{dtype}}","shape":[{{shape}}],"data_offsets":[{{begin}},{{end}}]}
            """));
        return this;
    }

    public byte[] Build() => Build("{" + string.Join(",", _entries) + "}", _data.ToArray());

    public static byte[] Build(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + data.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)text.Length);
        text.CopyTo(file, 8);
        data.CopyTo(file, 8 + text.Length);
        return file;
    }
}
