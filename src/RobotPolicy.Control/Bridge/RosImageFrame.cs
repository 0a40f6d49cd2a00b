using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>A picture in the transport's own memory: holds the sample as long as anybody holds the frame. Pooled.</summary>
internal sealed class RosImageFrame : ImageFrame
{
    private RosSample? _sample;
    private int _offset;
    private int _length;
    private int _references = Free;

    public override ReadOnlySpan<byte> Data => _sample is { } sample ? sample.Cdr.Slice(_offset, _length) : default;

    /// <summary>Whether the frame was free and is now the caller's, to be filled.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _references, 1, Free) == Free;

    /// <summary>Fills a claimed frame and holds the sample.</summary>
    public void Fill(
        RosSample sample,
        ReadOnlySpan<byte> data,
        PixelFormat format,
        (int Width, int Height, int Step) layout,
        long timeNs,
        long stampUnixNs)
    {
        sample.Retain();
        _sample = sample;
        _length = sample.Cdr.Overlaps(data, out _offset) ? data.Length : 0;
        Format = format;
        (Width, Height, Step) = layout;
        TimeNs = timeNs;
        StampUnixNs = stampUnixNs;
    }

    public override void Retain() => Interlocked.Increment(ref _references);

    public override void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0)
            return;
        _sample?.Release();
        _sample = null;
        Volatile.Write(ref _references, Free);
    }

    private const int Free = -1;
}
