using RobotPolicy.Data.Datasets.Videos;

namespace RobotPolicy.Data.Datasets;

/// <summary>The pictures of one camera in one episode, in the order of frames. One decoder runs until it is disposed. Not thread-safe.</summary>
public sealed class DatasetPictures : IDisposable
{
    private readonly VideoDecoder _decoder;

    internal DatasetPictures(VideoDecoder decoder, int width, int height)
    {
        _decoder = decoder;
        Width = width;
        Height = height;
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bytes of a picture.</summary>
    public int ByteCount => Width * Height * 3;

    /// <summary>Decodes the picture of the next frame; false after the last one.</summary>
    /// <param name="rgb">Of <see cref="ByteCount"/> bytes: RGB24, rows from top to bottom without gaps.</param>
    /// <exception cref="DatasetException">The video is damaged, or ends early.</exception>
    public bool Read(Span<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, ByteCount);
        return _decoder.Read(rgb);
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();
}
