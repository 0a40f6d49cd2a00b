using System.Text;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Hearing;

/// <summary>Listens to one topic of pictures, without decoding any. The receive thread writes, any thread may finish.</summary>
internal sealed class CameraEar(bool compressed, TimeProvider time) : IRosSampleHandler
{
    private readonly Lock _gate = new();
    private readonly StreamMeter _meter = new();
    private (int Width, int Height, string Encoding, bool IsSupported) _layout;
    private int _bytes;
    private long _changes;

    public void OnSample(RosSample sample)
    {
        lock (_gate)
        {
            if (compressed ? TakeCompressed(sample) : TakeRaw(sample))
                return;
            _meter.AddMalformed();
        }
    }

    /// <summary>What was heard.</summary>
    public HeardCamera Finish(long endNs)
    {
        lock (_gate)
            return new HeardCamera
            {
                Stream = _meter.Finish(endNs),
                Compressed = compressed,
                Width = _layout.Width,
                Height = _layout.Height,
                Encoding = _layout.Encoding ?? "",
                IsSupported = _layout.IsSupported,
                Bytes = _bytes,
                ChangeCount = _changes,
            };
    }

    private bool TakeRaw(RosSample sample)
    {
        if (!Image.TryDecode(sample.Cdr, out var image, out _))
            return false;
        var isSupported = image.Encoding is ImageEncoding.Rgb8 or ImageEncoding.Bgr8 or ImageEncoding.Generic8UC3 or ImageEncoding.Rgba8
            or ImageEncoding.Bgra8 or ImageEncoding.Generic8UC4 or ImageEncoding.Mono8;
        Note(((int)image.Width, (int)image.Height, Encoding.UTF8.GetString(image.EncodingName), isSupported), image.Data.Length);
        _meter.Add(sample.ReceiveTimeNs, image.Header.Stamp.ToNs(), GraphListener.UnixNs(time));
        return true;
    }

    private bool TakeCompressed(RosSample sample)
    {
        if (!CompressedImage.TryDecode(sample.Cdr, out var image, out _))
            return false;

        // The same first bytes decide as for the service.
        var (name, isSupported) = image.Data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? ("jpeg", true)
            : image.Data.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? ("png", true)
            : (Encoding.UTF8.GetString(image.Format), false);
        Note((0, 0, name, isSupported), image.Data.Length);
        _meter.Add(sample.ReceiveTimeNs, image.Header.Stamp.ToNs(), GraphListener.UnixNs(time));
        return true;
    }

    private void Note((int Width, int Height, string Encoding, bool IsSupported) layout, int bytes)
    {
        if (_bytes > 0 && layout != _layout)
            _changes++;
        (_layout, _bytes) = (layout, bytes);
    }
}
