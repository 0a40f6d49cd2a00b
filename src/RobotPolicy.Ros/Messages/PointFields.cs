using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary>Fields of a point cloud, in a message or of the caller. A view; managed fields are made on demand, since they rarely change.</summary>
public readonly ref struct PointFields
{
    private const int MinEncodedSize = 16;

    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _start;
    private readonly bool _isBigEndian;
    private readonly ReadOnlySpan<PointField> _managed;

    /// <summary>Views fields of the caller, to be written.</summary>
    /// <param name="fields">The fields.</param>
    public PointFields(ReadOnlySpan<PointField> fields)
    {
        _managed = fields;
        Count = fields.Length;
    }

    private PointFields(ReadOnlySpan<byte> payload, int start, bool isBigEndian, int count)
    {
        _payload = payload;
        _start = start;
        _isBigEndian = isBigEndian;
        Count = count;
    }

    /// <summary>Number of fields.</summary>
    public int Count { get; }

    /// <summary>Views fields of the caller.</summary>
    public static implicit operator PointFields(PointField[]? fields) => new(fields);

    /// <summary>Makes managed fields. Allocates.</summary>
    public PointField[] ToArray()
    {
        if (!_managed.IsEmpty)
            return _managed.ToArray();
        var fields = new PointField[Count];
        var reader = new CdrReader(_payload, _start, _isBigEndian);
        foreach (ref var field in fields.AsSpan())
        {
            var name = ReadOne(ref reader, out var offset, out var datatype, out var count);
            field = new PointField(Encoding.UTF8.GetString(name), offset, datatype, count);
        }

        return fields;
    }

    internal static PointFields Read(scoped ref CdrReader reader)
    {
        var count = reader.ReadCount("fields", MinEncodedSize);
        var start = reader.Position;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            ReadOne(ref reader, out _, out var datatype, out _);
            if (PointField.GetSize(datatype) == 0)
                reader.Fail(CdrStatus.InvalidValue, "fields[].datatype", (int)PointFieldDatatype.Float64, (int)datatype);
        }

        return reader.Failed ? default : new PointFields(reader.Payload, start, reader.IsBigEndian, count);
    }

    internal void Write(scoped ref CdrWriter writer)
    {
        writer.WriteCount(Count, "fields");
        foreach (var field in _managed)
        {
            writer.WriteString(field.Name, "fields[].name");
            WriteNumbers(ref writer, field.Offset, field.Datatype, field.Count);
        }

        if (!_managed.IsEmpty)
            return;
        var reader = new CdrReader(_payload, _start, _isBigEndian);
        for (var i = 0; i < Count; i++)
        {
            writer.WriteString(ReadOne(ref reader, out var offset, out var datatype, out var count), "fields[].name");
            WriteNumbers(ref writer, offset, datatype, count);
        }
    }

    /// <summary>Finds a field that reaches beyond its point.</summary>
    internal bool FindBeyond(uint pointStep, out long end)
    {
        foreach (var field in _managed)
        {
            if (IsBeyond(pointStep, field.Offset, field.Datatype, field.Count, out end))
                return true;
        }

        end = 0;
        if (!_managed.IsEmpty)
            return false;
        var reader = new CdrReader(_payload, _start, _isBigEndian);
        for (var i = 0; i < Count; i++)
        {
            ReadOne(ref reader, out var offset, out var datatype, out var count);
            if (IsBeyond(pointStep, offset, datatype, count, out end))
                return true;
        }

        return false;
    }

    private static bool IsBeyond(uint pointStep, uint offset, PointFieldDatatype datatype, uint count, out long end)
    {
        end = offset + (count * (long)PointField.GetSize(datatype));
        return end > pointStep;
    }

    private static ReadOnlySpan<byte> ReadOne(
        scoped ref CdrReader reader, out uint offset, out PointFieldDatatype datatype, out uint count)
    {
        var name = reader.ReadString("fields[].name");
        offset = reader.ReadUInt32("fields[].offset");
        datatype = (PointFieldDatatype)reader.ReadByte("fields[].datatype");
        count = reader.ReadUInt32("fields[].count");
        return name;
    }

    private static void WriteNumbers(scoped ref CdrWriter writer, uint offset, PointFieldDatatype datatype, uint count)
    {
        if (PointField.GetSize(datatype) == 0)
            writer.Fail(CdrStatus.InvalidValue, "fields[].datatype", (int)PointFieldDatatype.Float64, (int)datatype);
        writer.WriteUInt32(offset, "fields[].offset");
        writer.WriteByte((byte)datatype, "fields[].datatype");
        writer.WriteUInt32(count, "fields[].count");
    }
}
