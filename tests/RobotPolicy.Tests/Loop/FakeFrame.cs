using RobotPolicy.Control.Model;

namespace RobotPolicy.Tests.Loop;

internal sealed class FakeFrame : ImageFrame
{
    private readonly byte[] _data = new byte[12];

    public FakeFrame(long timeNs, long? stampUnixNs = null)
    {
        Set(timeNs, stampUnixNs);
        Format = PixelFormat.Rgb8;
        (Width, Height, Step) = (2, 2, 6);
    }

    /// <summary>A frame that nobody holds yet.</summary>
    public static FakeFrame Free()
    {
        var frame = new FakeFrame(0);
        frame.Release();
        return frame;
    }

    public int References { get; private set; } = 1;

    public override ReadOnlySpan<byte> Data => _data;

    public void Set(long timeNs, long? stampUnixNs = null)
    {
        References = 1;
        TimeNs = timeNs;
        StampUnixNs = stampUnixNs ?? timeNs;
    }

    public override void Retain()
    {
        Assert.True(References > 0, "retained after it was let go");
        References++;
    }

    public override void Release()
    {
        Assert.True(References > 0, "released too often");
        References--;
    }
}
