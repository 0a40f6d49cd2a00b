using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Control.Observations;
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
        if (PictureContent.TryRead(sample.Cdr, _isCompressed, out var content, out var fault))
            Offer(sample, content);
        else
            _slot.Reject(fault);
    }

    private void Offer(RosSample sample, in PictureContent content)
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
            content.Data,
            content.Format,
            content.Layout,
            isHeader ? _clock.ToMonotonicNs(content.StampUnixNs - _latencyNs, receivedNs) : receivedNs - _latencyNs,
            isHeader ? content.StampUnixNs : receivedNs);
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

    private const int FrameCount = 16;
}
