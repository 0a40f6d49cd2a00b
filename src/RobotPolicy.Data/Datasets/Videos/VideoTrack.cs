using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Videos;

/// <summary>The pictures of one camera while a dataset is written: the episode that is under way, and the streams of those before.</summary>
internal sealed class VideoTrack : IDisposable
{
    private readonly int _fps;
    private readonly VideoCodec _codec;
    private readonly string _folder;
    private readonly long _limit;
    private readonly List<(string Stream, long Frames)> _files = [];
    private VideoEncoder? _encoder;
    private PictureAccumulator _episode;

    /// <summary>Creates one.</summary>
    /// <param name="camera">Which camera.</param>
    /// <param name="fps">Pictures a second.</param>
    /// <param name="codec">How they are compressed.</param>
    /// <param name="folder">Where streams are kept until the end; of its own.</param>
    /// <param name="limit">Bytes after which another file begins.</param>
    public VideoTrack(DatasetCamera camera, int fps, VideoCodec codec, string folder, long limit)
    {
        Camera = camera;
        _fps = fps;
        _codec = codec;
        _folder = Directory.CreateDirectory(folder).FullName;
        _limit = limit;
        _episode = Empty();
        Statistics = Empty();
    }

    /// <summary>Which camera.</summary>
    public DatasetCamera Camera { get; }

    /// <summary>Of all episodes that were kept.</summary>
    public PictureAccumulator Statistics { get; }

    /// <summary>Finished streams, each to become a file.</summary>
    public int FileCount => _files.Count;

    /// <summary>Begins an episode.</summary>
    public void Begin()
    {
        _episode = Empty();
        _encoder = new VideoEncoder(Camera, _fps, _codec, Path.Combine(_folder, "episode"));
    }

    /// <summary>Adds a picture to it.</summary>
    public void Add(ReadOnlySpan<byte> rgb)
    {
        _encoder!.Add(rgb);
        _episode.Add(rgb);
    }

    /// <summary>Keeps the episode.</summary>
    /// <param name="frames">Pictures that were added.</param>
    /// <returns>The file that it is in, counted from 0, the pictures before it in that file, and the statistics of its own.</returns>
    public (int File, long FirstFrame, FeatureStatistics Statistics) End(long frames)
    {
        _encoder!.Complete();
        _encoder.Dispose();
        var length = new FileInfo(_encoder.Path).Length;
        if (_files.Count == 0 || new FileInfo(_files[^1].Stream).Length + length >= _limit)
            _files.Add((Path.Combine(_folder, $"file-{_files.Count:d6}"), 0));
        var (stream, before) = _files[^1];
        using (var target = new FileStream(stream, FileMode.Append, FileAccess.Write))
        using (var source = File.OpenRead(_encoder.Path))
            source.CopyTo(target);
        _files[^1] = (stream, before + frames);
        _encoder = null;
        Statistics.Add(_episode);
        return (_files.Count - 1, before, _episode.Statistics());
    }

    /// <summary>Drops the episode.</summary>
    public void Discard()
    {
        _encoder?.Dispose();
        _encoder = null;
    }

    /// <summary>Writes a finished stream as a file of the dataset.</summary>
    public void Write(int file, string path)
    {
        VideoMuxer.Write(_files[file].Stream, _codec, _fps, path);
        File.Delete(_files[file].Stream);
    }

    /// <inheritdoc/>
    public void Dispose() => Discard();

    private PictureAccumulator Empty() => new(Camera.Width, Camera.Height);
}
