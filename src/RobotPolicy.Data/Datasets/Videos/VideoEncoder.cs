using System.Globalization;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>
/// Compresses the pictures of one episode as they come, into a bare stream without a container: streams of the same settings can be
/// joined byte by byte. Every second picture can be decoded without another one (GOP 2), so that training reads frames in any order.
/// </summary>
internal sealed class VideoEncoder : IDisposable
{
    private readonly VideoProgram _ffmpeg;
    private readonly int _pictureLength;

    /// <summary>Starts one.</summary>
    /// <param name="camera">Size of the pictures.</param>
    /// <param name="fps">Pictures a second.</param>
    /// <param name="codec">How they are compressed.</param>
    /// <param name="path">Where the stream goes; replaced.</param>
    public VideoEncoder(DatasetCamera camera, int fps, VideoCodec codec, string path)
    {
        Path = path;
        _pictureLength = camera.Width * camera.Height * 3;
        _ffmpeg = new VideoProgram(
            "ffmpeg",
            [
                "-v", "error", "-nostats", "-y",
                "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", Text($"{camera.Width}x{camera.Height}"), "-r", Text($"{fps}"), "-i", "pipe:0",
                .. Settings(codec), "-g", "2", "-pix_fmt", "yuv420p", "-f", FormatOf(codec), path,
            ],
            path);
    }

    /// <summary>Where the stream is.</summary>
    public string Path { get; }

    /// <summary>ffmpeg's name of the bare stream's format.</summary>
    public static string FormatOf(VideoCodec codec) => codec == VideoCodec.H264 ? "h264" : "obu";

    /// <summary>Compresses a picture; waits while the encoder is busy.</summary>
    /// <param name="rgb">RGB24, rows from top to bottom without gaps.</param>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        if (rgb.Length != _pictureLength)
            throw new ArgumentException($"A picture of {_pictureLength} bytes is expected, actual {rgb.Length}.", nameof(rgb));
        _ffmpeg.Write(rgb);
    }

    /// <summary>Finishes the stream.</summary>
    public void Complete() => _ffmpeg.Finish();

    /// <inheritdoc/>
    public void Dispose() => _ffmpeg.Dispose();

    // The quality and speed of LeRobot's defaults; x264 with no more key frames than asked for, and without pictures that refer to later ones, which a bare stream has no times for.
    private static string[] Settings(VideoCodec codec) => codec == VideoCodec.H264
        ? ["-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-bf", "0", "-sc_threshold", "0"]
        : ["-c:v", "libsvtav1", "-preset", "12", "-crf", "30"];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
