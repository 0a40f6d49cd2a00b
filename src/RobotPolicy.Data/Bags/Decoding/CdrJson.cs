using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using RobotPolicy.Data.Bags.Definitions;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Data.Bags.Decoding;

/// <summary>
/// Messages as JSON, by a definition that came with them. Whole numbers of 64 bits are texts, as in JSON of protocol buffers, and so are
/// NaN and infinities. Lengths are checked against the bytes that are left before anything is made by them. Reuses its buffers; not
/// thread-safe.
/// </summary>
public sealed class CdrJson
{
    private readonly MessageSchema _schema;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly int _maxElements;
    private bool _muted;

    /// <param name="schema">Definition of the messages.</param>
    /// <param name="maxElements">
    /// Elements of an array that are written; behind them stands a text that says how many more there are. Null for all.
    /// </param>
    public CdrJson(MessageSchema schema, int? maxElements = null)
    {
        _schema = schema;
        _maxElements = maxElements ?? int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(_maxElements, nameof(maxElements));
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
    }

    /// <summary>Longest text of a message, bytes: what few bytes under long names can cost.</summary>
    internal int MaxJsonBytes { get; init; } = 256 << 20;

    /// <summary>Decodes a message.</summary>
    /// <param name="cdr">The encapsulation header and the payload.</param>
    /// <returns>One JSON object, UTF-8; valid until the next call.</returns>
    /// <exception cref="BagException">The bytes are not a message of this type: names field and byte.</exception>
    public ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> cdr)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _muted = false;
        var reader = new CdrReader(cdr);
        Message(ref reader, _schema.Root);
        if (!reader.TryFinish(_schema.Type, out var error))
            throw new BagException(_schema.Type, error.ToString());
        _json.Flush();
        return _buffer.WrittenMemory;
    }

    private void Message(scoped ref CdrReader reader, MessageLayout layout)
    {
        if (!_muted)
            _json.WriteStartObject();

        // IDL has no empty structures: a byte stands for one.
        if (layout.Fields.Length == 0)
            reader.ReadByte(layout.Name);
        foreach (var field in layout.Fields)
        {
            if (reader.Failed)
                return;
            if (_json.BytesPending + _json.BytesCommitted > MaxJsonBytes)
            {
                reader.Fail(CdrStatus.LimitExceeded, field.Name, MaxJsonBytes, _json.BytesPending + _json.BytesCommitted);
                return;
            }

            if (!_muted)
                _json.WritePropertyName(field.Name);
            if (field.Type.Array == ArrayKind.None)
                Value(ref reader, field);
            else
                Array(ref reader, field);
        }

        if (!_muted)
            _json.WriteEndObject();
    }

    private void Array(scoped ref CdrReader reader, FieldLayout field)
    {
        var type = field.Type;
        var size = Size(type);
        var count = type.Array == ArrayKind.Fixed
            ? type.Length
            : reader.ReadCount(field.Name, Math.Max(size, 1), type.Array == ArrayKind.Bounded ? type.Length : int.MaxValue);
        var written = Math.Min(count, _muted ? 0 : _maxElements);
        if (!_muted)
            _json.WriteStartArray();
        for (var i = 0; i < written && !reader.Failed; i++)
            Value(ref reader, field);
        if (written < count && !reader.Failed)
        {
            Skip(ref reader, field, size, count - written);
            if (!_muted)
                _json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"… {count - written} more"));
        }

        if (!_muted)
            _json.WriteEndArray();
    }

    // Numbers are passed over whole: a picture has a million of them.
    private void Skip(scoped ref CdrReader reader, FieldLayout field, int size, int count)
    {
        switch (size)
        {
            case 1: reader.ReadRaw(count, field.Name); return;
            case 2: reader.ReadArray<ushort>(count, field.Name); return;
            case 4: reader.ReadArray<uint>(count, field.Name); return;
            case 8: reader.ReadArray<ulong>(count, field.Name); return;
        }

        var wasMuted = _muted;
        _muted = true;
        for (var i = 0; i < count && !reader.Failed; i++)
            Value(ref reader, field);
        _muted = wasMuted;
    }

    private void Value(scoped ref CdrReader reader, FieldLayout field)
    {
        if (field.Nested is { } nested)
        {
            Message(ref reader, nested);
            return;
        }

        var name = field.Name;
        switch (field.Type.Name)
        {
            case "bool": Write(reader.ReadBoolean(name)); break;
            case "byte" or "char" or "uint8": Write(reader.ReadByte(name)); break;
            case "int8": Write(unchecked((sbyte)reader.ReadByte(name))); break;
            case "uint16": Write(Short(ref reader, name)); break;
            case "int16": Write(unchecked((short)Short(ref reader, name))); break;
            case "uint32": Write(reader.ReadUInt32(name)); break;
            case "int32": Write(reader.ReadInt32(name)); break;
            case "uint64": Write(reader.ReadUInt64(name).ToString(CultureInfo.InvariantCulture)); break;
            case "int64": Write(reader.ReadInt64(name).ToString(CultureInfo.InvariantCulture)); break;
            case "float32": Write(reader.ReadSingle(name)); break;
            case "float64": Write(reader.ReadDouble(name)); break;
            case "string": Write(reader.ReadString(name, field.Type.StringBound == 0 ? int.MaxValue : field.Type.StringBound)); break;

            // Middlewares encode wide characters differently, and nothing in the message tells how.
            default: reader.Fail(CdrStatus.InvalidValue, $"{name} ({field.Type.Name})", 0, 0); break;
        }
    }

    private void Write(bool value)
    {
        if (!_muted)
            _json.WriteBooleanValue(value);
    }

    private void Write(long value)
    {
        if (!_muted)
            _json.WriteNumberValue(value);
    }

    private void Write(float value)
    {
        if (_muted)
            return;
        if (float.IsFinite(value))
            _json.WriteNumberValue(value);
        else
            Write((double)value);
    }

    private void Write(double value)
    {
        if (_muted)
            return;
        if (double.IsFinite(value))
            _json.WriteNumberValue(value);
        else
            _json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }

    private void Write(string value)
    {
        if (!_muted)
            _json.WriteStringValue(value);
    }

    // Bytes that are not UTF-8 are shown as replacement characters.
    private void Write(ReadOnlySpan<byte> text)
    {
        if (!_muted)
            _json.WriteStringValue(Encoding.UTF8.GetString(text));
    }

    private static ushort Short(scoped ref CdrReader reader, string name) => reader.ReadArray<ushort>(1, name) is { Length: 1 } value ? value[0] : (ushort)0;

    // Bytes of a number; 0 for what has no fixed size.
    private static int Size(FieldType type) => type.Name switch
    {
        _ when !type.IsPrimitive => 0,
        "bool" or "byte" or "char" or "uint8" or "int8" => 1,
        "uint16" or "int16" => 2,
        "uint32" or "int32" or "float32" => 4,
        "uint64" or "int64" or "float64" => 8,
        _ => 0,
    };
}
