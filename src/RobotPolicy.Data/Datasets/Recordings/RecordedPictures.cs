using RobotPolicy.Control.Model;
using RobotPolicy.Data.Log;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>
/// The pictures of one camera of a recording as RGB, in the order in which they arrived: at any moment the newest one that was there. One
/// that nobody asks for is not decoded.
/// </summary>
internal sealed class RecordedPictures(CameraDescription camera, Func<ReadOnlyMemory<byte>, (int Width, int Height, byte[] Rgb)> decode)
{
    private LogSample? _newest;
    private LogSample? _decoded;
    private byte[] _rgb = [];

    /// <summary>Its name.</summary>
    public string Name => camera.Name;

    /// <summary>Width in pixels; 0 before the first picture.</summary>
    public int Width { get; private set; }

    /// <summary>Height in pixels; 0 before the first picture.</summary>
    public int Height { get; private set; }

    /// <summary>Whether there is a picture.</summary>
    public bool HasPicture => _newest is not null;

    /// <summary>Goes on to the newest picture that had arrived at a moment.</summary>
    public void Advance(Queue<LogSample> samples, long untilNs)
    {
        while (samples.TryPeek(out var next) && next.ReceivedNs <= untilNs)
        {
            _newest?.Release();
            _newest = samples.Dequeue();
        }
    }

    /// <summary>The picture as RGB24; valid until the next call.</summary>
    /// <exception cref="DatasetException">It cannot be decoded.</exception>
    public ReadOnlyMemory<byte> Rgb()
    {
        if (_newest is null || _newest == _decoded)
            return _rgb;
        if (camera.Compressed)
            (Width, Height, _rgb) = decode(Compressed(_newest));
        else
            Convert(_newest);
        _decoded = _newest;
        return _rgb;
    }

    private static byte[] Compressed(LogSample sample) => CompressedImage.TryDecode(sample.Cdr, out var image, out var error)
        ? image.Data.ToArray()
        : throw new DatasetException(sample.Topic, error.ToString());

    private void Convert(LogSample sample)
    {
        if (!Image.TryDecode(sample.Cdr, out var image, out var error))
            throw new DatasetException(sample.Topic, error.ToString());
        (Width, Height) = ((int)image.Width, (int)image.Height);
        if (_rgb.Length != Width * Height * 3)
            _rgb = new byte[Width * Height * 3];
        var (bytes, red, blue) = image.Encoding switch
        {
            ImageEncoding.Rgb8 => (3, 0, 2),
            ImageEncoding.Bgr8 or ImageEncoding.Generic8UC3 => (3, 2, 0),
            ImageEncoding.Rgba8 => (4, 0, 2),
            ImageEncoding.Bgra8 or ImageEncoding.Generic8UC4 => (4, 2, 0),
            ImageEncoding.Mono8 => (1, 0, 0),
            _ => throw new DatasetException(sample.Topic, $"pictures of encoding {image.Encoding} have no colours"),
        };
        for (var row = 0; row < Height; row++)
        {
            var from = image.Data.Slice(row * (int)image.Step, Width * bytes);
            var to = _rgb.AsSpan(row * Width * 3, Width * 3);
            if (bytes == 3 && red == 0)
            {
                from.CopyTo(to);
                continue;
            }

            for (var x = 0; x < Width; x++)
            {
                var pixel = from.Slice(x * bytes, bytes);
                (to[3 * x], to[(3 * x) + 1], to[(3 * x) + 2]) = (pixel[red], pixel[bytes == 1 ? 0 : 1], pixel[blue]);
            }
        }
    }
}
