using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Faults;
using RobotPolicy.Simulator.Rendering;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Bridge;

/// <summary>Publishes one camera's images, their calibration and, on request, JPEGs, with the faults that are on. Runs on the render thread.</summary>
internal sealed class CameraOutput : IDisposable
{
    // Reliable matches every reader. A keep-last writer forgets old images rather than wait for a slow reader.
    private static readonly QosProfile Qos =
        new(QosReliability.Reliable, QosDurability.Volatile, QosHistory.KeepLast, 2, TimeSpan.Zero);

    private readonly int _width;
    private readonly int _height;
    private readonly TopicOutput _images;
    private readonly TopicOutput _infos;
    private readonly TopicOutput? _compressed;
    private readonly JpegEncoder? _encoder;
    private readonly StampCorruptor _stamps = new();
    private readonly byte[] _frame;
    private readonly byte[] _picture;
    private readonly double[] _distortion = new double[5];
    private readonly double[] _intrinsic;
    private readonly double[] _rectification = [1, 0, 0, 0, 1, 0, 0, 0, 1];
    private readonly double[] _projection;
    private long _stampNs;

    /// <summary>Announces the topics.</summary>
    /// <param name="transport">The node.</param>
    /// <param name="camera">Name of the camera.</param>
    /// <param name="width">Image width in pixels.</param>
    /// <param name="height">Image height in pixels.</param>
    /// <param name="fovyDegrees">Vertical field of view.</param>
    /// <param name="rateHz">Images per second.</param>
    /// <param name="compressed">Whether JPEGs are published too.</param>
    /// <param name="log">Takes what goes wrong.</param>
    internal CameraOutput(
        IRosTransport transport, string camera, int width, int height, double fovyDegrees, double rateHz, bool compressed, RateLimitedLog log)
    {
        _width = width;
        _height = height;
        _frame = Encoding.UTF8.GetBytes(Topics.OpticalFrame(camera));
        _picture = new byte[width * height * 3];

        // Pinhole camera with square pixels; the principal point is the image's centre, pixel centres being at whole numbers.
        var focal = height / 2.0 / Math.Tan(fovyDegrees * Math.PI / 360);
        var (centreX, centreY) = ((width - 1) / 2.0, (height - 1) / 2.0);
        _intrinsic = [focal, 0, centreX, 0, focal, centreY, 0, 0, 1];
        _projection = [focal, 0, centreX, 0, 0, focal, centreY, 0, 0, 0, 1, 0];

        var capacity = (int)(FaultState.MaxDelay.TotalSeconds * rateHz) + 1;
        _images = new TopicOutput(transport, Topics.Image(camera), Image.Type, Qos, capacity, log);
        _infos = new TopicOutput(transport, Topics.CameraInfo(camera), CameraInfo.Type, Qos, capacity, log);
        if (!compressed)
            return;
        _compressed = new TopicOutput(transport, Topics.CompressedImage(camera), CompressedImage.Type, Qos, capacity, log);
        _encoder = new JpegEncoder(width, height);
    }

    /// <summary>Images handed to the transport.</summary>
    internal long SentCount => _images.SentCount;

    /// <summary>Messages lost.</summary>
    internal long DroppedCount => _images.DroppedCount + _infos.DroppedCount + (_compressed?.DroppedCount ?? 0);

    /// <summary>When a delayed message is due next, or the far future.</summary>
    internal long NextDueNs => _images.NextDueNs;

    /// <summary>Whether the next <see cref="Publish"/> shows a new picture, so that it is worth drawing.</summary>
    internal bool WantsPicture(CameraFaults faults) => !faults.Dropped && (!faults.Frozen || _stampNs == 0);

    /// <summary>Memory for the next picture: height × width × 3 bytes.</summary>
    internal Span<byte> Picture => _picture;

    /// <summary>Publishes <see cref="Picture"/>.</summary>
    /// <param name="faults">Faults of this camera.</param>
    /// <param name="stampFault">Fault of all stamps.</param>
    /// <param name="unixNs">Wall time of the moment that the picture shows.</param>
    /// <param name="nowNs">Present moment on the monotonic clock.</param>
    internal void Publish(CameraFaults faults, StampFault stampFault, long unixNs, long nowNs)
    {
        if (faults.Dropped)
            return;
        if (WantsPicture(faults))
            _stampNs = _stamps.Apply(stampFault, unixNs);
        var header = new Header { Stamp = RosTime.FromNs(_stampNs), FrameId = _frame };
        var image = new Image
        {
            Header = header,
            Height = (uint)_height,
            Width = (uint)_width,
            EncodingName = "rgb8"u8,
            Step = (uint)_width * 3,
            Data = _picture,
        };
        _images.Publish(image, nowNs, faults.Delay);
        var info = new CameraInfo
        {
            Header = header,
            Height = (uint)_height,
            Width = (uint)_width,
            DistortionModel = "plumb_bob"u8,
            D = _distortion,
            K = _intrinsic,
            R = _rectification,
            P = _projection,
        };
        _infos.Publish(info, nowNs, faults.Delay);
        if (_compressed is null)
            return;
        var jpeg = new CompressedImage { Header = header, Format = "rgb8; jpeg compressed bgr8"u8, Data = _encoder!.Encode(_picture) };
        _compressed.Publish(jpeg, nowNs, faults.Delay);
    }

    /// <summary>Publishes delayed messages that are due.</summary>
    internal void Flush(long nowNs)
    {
        _images.Flush(nowNs);
        _infos.Flush(nowNs);
        _compressed?.Flush(nowNs);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _images.Dispose();
        _infos.Dispose();
        _compressed?.Dispose();
        _encoder?.Dispose();
    }
}
