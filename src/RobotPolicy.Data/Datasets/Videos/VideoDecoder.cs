using System.Globalization;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>Decodes a run of pictures of a video file.</summary>
internal sealed class VideoDecoder : IDisposable
{
    private readonly VideoProgram _ffmpeg;
    private readonly string _path;
    private readonly long _count;
    private long _read;

    /// <summary>Starts one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">A time between the picture before the first one and the first one, seconds; 0 for the file's beginning.</param>
    /// <param name="count">Pictures.</param>
    public VideoDecoder(string path, double start, long count)
    {
        _path = path;
        _count = count;
        _ffmpeg = new VideoProgram(
            "ffmpeg",
            [
                .. Confinement, "-v", "error", "-nostats", "-nostdin", "-ss", start.ToString("f6", CultureInfo.InvariantCulture), "-i", path,
                "-map", "0:v:0", "-frames:v", count.ToString(CultureInfo.InvariantCulture), "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "rgb24", "pipe:1",
            ],
            path);
    }

    /// <summary>Arguments before the input that keep a file from naming other files, or other kinds of sources.</summary>
    public static IReadOnlyList<string> Confinement { get; } = ["-protocol_whitelist", "file", "-f", "mov"];

    /// <summary>Decodes the next picture; false after the last one.</summary>
    /// <param name="rgb">Room for the picture: RGB24.</param>
    /// <exception cref="DatasetException">The file is damaged, or has fewer pictures.</exception>
    public bool Read(Span<byte> rgb)
    {
        if (_read == _count)
        {
            _ffmpeg.Finish();
            return false;
        }

        if (_ffmpeg.Output.ReadAtLeast(rgb, rgb.Length, throwOnEndOfStream: false) < rgb.Length)
        {
            _ffmpeg.Finish();
            throw new DatasetException(_path, $"{_count} pictures are expected from there on, actual {_read}");
        }

        _read++;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _ffmpeg.Dispose();
}
