using System.Globalization;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>Makes JPEG pictures of a run of pictures of a video file.</summary>
internal sealed class JpegDecoder : IDisposable
{
    // Nearly the best quality that the format has: what was lossy once should not lose much more.
    private const string Quality = "2";
    private const int MaximumPicture = 1 << 28;

    private static readonly byte[] EndOfPicture = [0xff, 0xd9];

    private readonly VideoProgram _ffmpeg;
    private readonly string _path;
    private byte[] _bytes = new byte[1 << 16];
    private int _filled;
    private int _taken;

    /// <summary>Starts one; parameters as for <see cref="VideoDecoder"/>.</summary>
    public JpegDecoder(string path, double start, long count)
    {
        _path = path;
        _ffmpeg = new VideoProgram(
            "ffmpeg",
            [
                .. VideoDecoder.Confinement, "-v", "error", "-nostats", "-nostdin", "-ss", start.ToString("f6", CultureInfo.InvariantCulture), "-i", path,
                "-map", "0:v:0", "-frames:v", count.ToString(CultureInfo.InvariantCulture), "-fps_mode", "passthrough",
                "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", Quality, "-f", "image2pipe", "pipe:1",
            ],
            path);
    }

    /// <summary>The next picture; good until the next call.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public ReadOnlySpan<byte> Read()
    {
        _bytes.AsSpan(_taken, _filled - _taken).CopyTo(_bytes);
        _filled -= _taken;
        _taken = 0;

        // Within a picture the marker of its end cannot occur.
        var searched = 0;
        int end;
        while ((end = _bytes.AsSpan(searched, _filled - searched).IndexOf(EndOfPicture)) < 0)
        {
            searched = Math.Max(0, _filled - 1);
            if (_filled == _bytes.Length)
                Array.Resize(ref _bytes, _bytes.Length < MaximumPicture ? _bytes.Length * 2 : throw new DatasetException(_path, "a picture is too large"));
            var read = _ffmpeg.Output.Read(_bytes, _filled, _bytes.Length - _filled);
            if (read == 0)
            {
                _ffmpeg.Finish();
                throw new DatasetException(_path, "there are fewer pictures than frames");
            }

            _filled += read;
        }

        _taken = searched + end + 2;
        return _bytes.AsSpan(0, _taken);
    }

    /// <inheritdoc/>
    public void Dispose() => _ffmpeg.Dispose();
}
