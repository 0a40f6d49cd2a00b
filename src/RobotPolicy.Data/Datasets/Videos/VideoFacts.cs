using System.Globalization;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>What ffprobe says about a video file.</summary>
internal sealed class VideoFacts
{
    // Bounds the memory for times: four days at thirty pictures a second.
    private const int MaximumPictures = 10_000_000;

    private VideoFacts(string codec, int width, int height, string pixelFormat, double[] times)
    {
        Codec = codec;
        Width = width;
        Height = height;
        PixelFormat = pixelFormat;
        Times = times;
    }

    /// <summary>Compression, such as <c>av1</c>.</summary>
    public string Codec { get; }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>ffmpeg's name of how pixels are stored.</summary>
    public string PixelFormat { get; }

    /// <summary>When each picture is shown, seconds, in order.</summary>
    public double[] Times { get; }

    /// <summary>Looks at a file; decodes nothing.</summary>
    /// <exception cref="DatasetException">It is damaged, or no video.</exception>
    public static VideoFacts Read(string path)
    {
        using var probe = new VideoProgram(
            "ffprobe",
            [
                .. VideoDecoder.Confinement, "-v", "error", "-select_streams", "v:0",
                "-show_entries", "packet=pts_time:stream=codec_name,width,height,pix_fmt", "-of", "csv", path,
            ],
            path);
        using var output = new StreamReader(probe.Output);
        List<double> times = [];
        string[]? stream = null;
        while (output.ReadLine() is { } line)
        {
            var fields = line.Split(',');
            if (fields is ["packet", var time, ..] && times.Count < MaximumPictures && double.TryParse(time, CultureInfo.InvariantCulture, out var seconds))
                times.Add(seconds);
            else if (fields is ["stream", _, _, _, _, ..])
                stream = fields;
            else
                throw new DatasetException(path, "its pictures have no times, or there are too many");
        }

        probe.Finish();
        if (stream is null || !int.TryParse(stream[2], CultureInfo.InvariantCulture, out var width) || !int.TryParse(stream[3], CultureInfo.InvariantCulture, out var height))
            throw new DatasetException(path, "it has no video stream");
        times.Sort();
        return new VideoFacts(stream[1], width, height, stream[4], [.. times]);
    }

    /// <summary>The picture that is shown at a time, within a tolerance; negative if none is.</summary>
    public int PictureAt(double seconds, double tolerance)
    {
        var at = Array.BinarySearch(Times, seconds - tolerance);
        var index = at < 0 ? ~at : at;
        return index < Times.Length && Times[index] <= seconds + tolerance ? index : -1;
    }
}
