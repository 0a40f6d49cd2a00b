using RobotPolicy.Data.Datasets.Videos;

namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>The pictures of a camera in an episode, as its topic has them.</summary>
internal sealed class PictureSource : IDisposable
{
    private readonly DatasetPictures? _plain;
    private readonly JpegDecoder? _jpeg;
    private readonly byte[] _rgb = [];

    public PictureSource(DatasetReader reader, DatasetEpisode episode, DatasetImportCamera camera)
    {
        if (camera.Compressed)
        {
            _jpeg = reader.OpenJpegs(episode, camera.Key);
            return;
        }

        _plain = reader.OpenPictures(episode, camera.Key);
        _rgb = new byte[_plain.ByteCount];
        Width = _plain.Width;
        Height = _plain.Height;
    }

    /// <summary>Pixels in a row; 0 of JPEG, which says it itself.</summary>
    public int Width { get; }

    /// <summary>Rows; 0 of JPEG.</summary>
    public int Height { get; }

    /// <summary>The next picture: RGB24, or JPEG. Good until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        if (_jpeg is not null)
            return _jpeg.Read();
        _plain!.Read(_rgb);
        return _rgb;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _plain?.Dispose();
        _jpeg?.Dispose();
    }
}
