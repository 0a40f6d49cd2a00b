using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;
using RobotPolicy.Simulator.Bridge;
using RobotPolicy.Simulator.Rendering;
using RobotPolicy.Simulator.Running;

namespace RobotPolicy.Simulator.Fake;

/// <summary>Draws and publishes one camera's pictures, raw or as JPEGs, whichever the profile says. One thread.</summary>
internal sealed class FakeCameraOutput : IDisposable
{
    // Reliable matches every reader. A keep-last writer forgets old pictures rather than wait for a slow reader.
    private static readonly QosProfile Qos = QosProfile.Command with { Depth = 2 };

    private readonly FakeOptions _options;
    private readonly TopicOutput _output;
    private readonly JpegEncoder? _encoder;
    private readonly FakePicture _picture;
    private readonly byte[] _pixels;

    /// <summary>Announces the topic.</summary>
    internal FakeCameraOutput(IRosTransport transport, RobotDescription robot, int camera, FakeOptions options, RateLimitedLog log)
    {
        _options = options;
        var description = robot.Cameras[camera];
        _output = new TopicOutput(transport, description.Topic, description.Compressed ? CompressedImage.Type : Image.Type, Qos, 1, log);
        _encoder = description.Compressed ? new JpegEncoder(options.Width, options.Height) : null;
        _picture = new FakePicture(robot, camera, options.Width, options.Height);
        _pixels = new byte[options.Width * options.Height * 3];
    }

    /// <summary>Pictures handed to the transport.</summary>
    internal long SentCount => _output.SentCount;

    /// <summary>Publishes the present.</summary>
    /// <param name="positions">Positions of all joints, rad or m.</param>
    /// <param name="unixNs">The time.</param>
    /// <param name="stampNs">The stamp.</param>
    internal void Publish(ReadOnlySpan<double> positions, long unixNs, long stampNs)
    {
        _picture.Draw(positions, unixNs, _pixels);
        var header = new Header { Stamp = RosTime.FromNs(stampNs), FrameId = "camera"u8 };
        if (_encoder is not null)
        {
            _output.Publish(new CompressedImage { Header = header, Format = "rgb8; jpeg compressed bgr8"u8, Data = _encoder.Encode(_pixels) }, 0, TimeSpan.Zero);
            return;
        }

        var isDepth = _options.Lies.HasFlag(FakeLies.Depth);
        _output.Publish(
            new Image
            {
                Header = header,
                Height = (uint)_options.Height,
                Width = (uint)_options.Width,
                EncodingName = isDepth ? "16UC1"u8 : "rgb8"u8,
                Step = (uint)_options.Width * (isDepth ? 2u : 3u),
                Data = _pixels,
            },
            0,
            TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _output.Dispose();
        _encoder?.Dispose();
    }
}
