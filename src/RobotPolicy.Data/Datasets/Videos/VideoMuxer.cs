using System.Globalization;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>Puts a bare stream into an MP4 file, without compressing anything again.</summary>
internal static class VideoMuxer
{
    // Ticks of the file's clock for one picture, as ffmpeg chooses them by itself; each picture stands exactly at a multiple.
    private const int TicksAPicture = 512;

    /// <summary>Writes the file.</summary>
    /// <param name="stream">The bare stream.</param>
    /// <param name="codec">What it is.</param>
    /// <param name="fps">Pictures a second.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetException">ffmpeg failed.</exception>
    public static void Write(string stream, VideoCodec codec, int fps, string path)
    {
        using var ffmpeg = new VideoProgram(
            "ffmpeg",
            [
                // Of a bare stream it warns that pictures have no times; they get them here.
                "-v", "fatal", "-nostats", "-y", "-f", VideoEncoder.FormatOf(codec), "-framerate", Number(fps), "-i", stream,
                "-c", "copy", "-bsf:v", $"setts=ts=N*{Number(TicksAPicture)}:duration={Number(TicksAPicture)}",
                "-video_track_timescale", Number(fps * TicksAPicture), "-movflags", "+faststart", "-f", "mp4", path,
            ],
            path);
        ffmpeg.Finish();
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
