using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary>
/// Dimensions of a multi-array, in a message or of the caller. Controllers ignore them and most publishers send none, so they
/// are only kept, and made managed on demand.
/// </summary>
public readonly ref struct MultiArrayDimensions
{
    private const int MinEncodedSize = 12;

    private readonly ReadOnlySpan<byte> _payload;
    private readonly int _start;
    private readonly bool _isBigEndian;
    private readonly ReadOnlySpan<MultiArrayDimension> _managed;

    /// <summary>Views dimensions of the caller, to be written.</summary>
    /// <param name="dimensions">The dimensions, the slowest first.</param>
    public MultiArrayDimensions(ReadOnlySpan<MultiArrayDimension> dimensions)
    {
        _managed = dimensions;
        Count = dimensions.Length;
    }

    private MultiArrayDimensions(ReadOnlySpan<byte> payload, int start, bool isBigEndian, int count)
    {
        _payload = payload;
        _start = start;
        _isBigEndian = isBigEndian;
        Count = count;
    }

    /// <summary>Number of dimensions.</summary>
    public int Count { get; }

    /// <summary>Views dimensions of the caller.</summary>
    public static implicit operator MultiArrayDimensions(MultiArrayDimension[]? dimensions) => new(dimensions);

    /// <summary>Makes managed dimensions. Allocates.</summary>
    public MultiArrayDimension[] ToArray()
    {
        if (!_managed.IsEmpty)
            return _managed.ToArray();
        var dimensions = new MultiArrayDimension[Count];
        var reader = new CdrReader(_payload, _start, _isBigEndian);
        foreach (ref var dimension in dimensions.AsSpan())
        {
            var label = ReadOne(ref reader, out var size, out var stride);
            dimension = new MultiArrayDimension(Encoding.UTF8.GetString(label), size, stride);
        }

        return dimensions;
    }

    internal static MultiArrayDimensions Read(scoped ref CdrReader reader)
    {
        var count = reader.ReadCount("layout.dim", MinEncodedSize);
        var start = reader.Position;
        for (var i = 0; i < count && !reader.Failed; i++)
            ReadOne(ref reader, out _, out _);
        return reader.Failed ? default : new MultiArrayDimensions(reader.Payload, start, reader.IsBigEndian, count);
    }

    internal void Write(scoped ref CdrWriter writer)
    {
        writer.WriteCount(Count, "layout.dim");
        foreach (var dimension in _managed)
        {
            writer.WriteString(dimension.Label, "layout.dim[].label");
            WriteSizes(ref writer, dimension.Size, dimension.Stride);
        }

        if (!_managed.IsEmpty)
            return;
        var reader = new CdrReader(_payload, _start, _isBigEndian);
        for (var i = 0; i < Count; i++)
        {
            writer.WriteString(ReadOne(ref reader, out var size, out var stride), "layout.dim[].label");
            WriteSizes(ref writer, size, stride);
        }
    }

    private static ReadOnlySpan<byte> ReadOne(scoped ref CdrReader reader, out uint size, out uint stride)
    {
        var label = reader.ReadString("layout.dim[].label");
        size = reader.ReadUInt32("layout.dim[].size");
        stride = reader.ReadUInt32("layout.dim[].stride");
        return label;
    }

    private static void WriteSizes(scoped ref CdrWriter writer, uint size, uint stride)
    {
        writer.WriteUInt32(size, "layout.dim[].size");
        writer.WriteUInt32(stride, "layout.dim[].stride");
    }
}
