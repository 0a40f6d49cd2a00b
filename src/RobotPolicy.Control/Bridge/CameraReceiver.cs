using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Control.Bridge;

/// <summary>
/// Puts pictures into a camera's slot, in the transport's own memory: only the header is read, nothing is decoded or copied.
/// Receive thread; allocates nothing.
/// </summary>
internal sealed class CameraReceiver : IRosSampleHandler
{
    private readonly CameraSlot _slot;
    private readonly IStampClock _clock;
    private readonly StampSource _stamps;
    private readonly long _latencyNs;
    private readonly bool _isCompressed;
    private readonly RosImageFrame[] _frames = new RosImageFrame[FrameCount];
    private int _next;
    private long _exhausted;

    public CameraReceiver(CameraSlot slot, CameraDescription camera, IStampClock clock, StampSource stamps)
    {
        _slot = slot;
        _isCompressed = camera.Compressed;
        _latencyNs = camera.Latency.ToNanoseconds();
        _clock = clock;
        _stamps = stamps;
        for (var i = 0; i < FrameCount; i++)
            _frames[i] = new RosImageFrame();
    }

    /// <summary>Pictures dropped because every frame was held by somebody.</summary>
    public long ExhaustedCount => Volatile.Read(ref _exhausted);

    public void OnSample(RosSample sample)
    {
        if (_isCompressed)
            OnCompressed(sample);
        else
            OnRaw(sample);
    }

    private void OnRaw(RosSample sample)
    {
        if (!Image.TryDecode(sample.Cdr, out var image, out var error))
        {
            _slot.Reject(error.Status == Ros.Cdr.CdrStatus.InconsistentLengths ? CameraFault.InvalidLayout : CameraFault.Malformed);
            return;
        }

        var format = image.Encoding switch
        {
            ImageEncoding.Rgb8 => PixelFormat.Rgb8,
            ImageEncoding.Bgr8 or ImageEncoding.Generic8UC3 => PixelFormat.Bgr8,
            ImageEncoding.Rgba8 => PixelFormat.Rgba8,
            ImageEncoding.Bgra8 or ImageEncoding.Generic8UC4 => PixelFormat.Bgra8,
            ImageEncoding.Mono8 => PixelFormat.Mono8,
            _ => PixelFormat.Unsupported,
        };
        if (format == PixelFormat.Unsupported)
            _slot.Reject(CameraFault.UnsupportedEncoding);
        else if (image.Width is 0 or > MaxSide || image.Height is 0 or > MaxSide || image.Step > MaxStep)
            _slot.Reject(CameraFault.InvalidLayout);
        else
            Offer(sample, image.Data, format, ((int)image.Width, (int)image.Height, (int)image.Step), image.Header.Stamp.ToNs());
    }

    private void OnCompressed(RosSample sample)
    {
        if (!CompressedImage.TryDecode(sample.Cdr, out var image, out _))
        {
            _slot.Reject(CameraFault.Malformed);
            return;
        }

        var format = Detect(image.Data);
        if (format == PixelFormat.Unsupported)
            _slot.Reject(CameraFault.UnsupportedEncoding);
        else
            Offer(sample, image.Data, format, default, image.Header.Stamp.ToNs());
    }

    private void Offer(
        RosSample sample, ReadOnlySpan<byte> data, PixelFormat format, (int Width, int Height, int Step) layout, long stampUnixNs)
    {
        var receivedNs = sample.ReceiveTimeNs;
        var isHeader = _stamps == StampSource.Header;
        if (Claim() is not { } frame)
        {
            Volatile.Write(ref _exhausted, _exhausted + 1);
            return;
        }

        frame.Fill(
            sample,
            data,
            format,
            layout,
            isHeader ? _clock.ToMonotonicNs(stampUnixNs - _latencyNs, receivedNs) : receivedNs - _latencyNs,
            isHeader ? stampUnixNs : receivedNs);
        _slot.Offer(frame, receivedNs);
    }

    private RosImageFrame? Claim()
    {
        for (var attempt = 0; attempt < FrameCount; attempt++)
        {
            _next = (_next + 1) % FrameCount;
            if (_frames[_next].TryClaim())
                return _frames[_next];
        }

        return null;
    }

    /// <summary>
    /// The stream's own first bytes decide: publishers fill the text field <c>format</c> in many ways, and depth streams call
    /// themselves png behind a header of their own.
    /// </summary>
    private static PixelFormat Detect(ReadOnlySpan<byte> data) =>
        data.StartsWith(JpegMagic) ? PixelFormat.Jpeg
        : data.StartsWith(PngMagic) ? PixelFormat.Png
        : PixelFormat.Unsupported;

    private static ReadOnlySpan<byte> JpegMagic => [0xFF, 0xD8, 0xFF];

    private static ReadOnlySpan<byte> PngMagic => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private const int FrameCount = 16;
    private const int MaxSide = 16_384;
    private const int MaxStep = 4 * MaxSide * 4;
}
