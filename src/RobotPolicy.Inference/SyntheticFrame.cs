using RobotPolicy.Control.Model;

namespace RobotPolicy.Inference;

/// <summary>A grey picture for warming up. Garbage-collected; holding and releasing it means nothing.</summary>
internal sealed class SyntheticFrame : ImageFrame
{
    private const byte Grey = 128;
    private readonly byte[] _data;

    public SyntheticFrame(int width, int height)
    {
        Format = PixelFormat.Rgb8;
        Width = width;
        Height = height;
        Step = width * 3;
        _data = new byte[Step * height];
        Array.Fill(_data, Grey);
    }

    public override ReadOnlySpan<byte> Data => _data;

    public override void Retain()
    {
    }

    public override void Release()
    {
    }
}
