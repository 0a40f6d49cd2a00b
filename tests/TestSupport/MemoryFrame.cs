using RobotPolicy.Control.Model;

namespace RobotPolicy.TestSupport;

/// <summary>A picture in managed memory that counts its references.</summary>
internal sealed class MemoryFrame : ImageFrame
{
    private readonly byte[] _data;

    public MemoryFrame(PixelFormat format, int width, int height, int step, byte[] data)
    {
        Format = format;
        Width = width;
        Height = height;
        Step = step;
        _data = data;
    }

    public int References { get; private set; } = 1;

    public override ReadOnlySpan<byte> Data => _data;

    public static MemoryFrame Compressed(PixelFormat format, byte[] data) => new(format, 0, 0, 0, data);

    public override void Retain() => References++;

    public override void Release() => References--;
}
