namespace RobotPolicy.Data.Datasets;

/// <summary>What <c>meta/info.json</c> says.</summary>
public sealed record DatasetInfo
{
    /// <summary>The version that is read and written.</summary>
    public const string Version = "v3.0";

    /// <summary>Files in a folder, as LeRobot has it.</summary>
    public const int DefaultChunkSize = 1000;

    internal const string DefaultDataPath = "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet";
    internal const string DefaultVideoPath = "videos/{video_key}/chunk-{chunk_index:03d}/file-{file_index:03d}.mp4";

    /// <summary>Name of the robot; null if unknown.</summary>
    public string? RobotType { get; init; }

    /// <summary>Frames a second.</summary>
    public required int Fps { get; init; }

    /// <summary>Episodes.</summary>
    public required long TotalEpisodes { get; init; }

    /// <summary>Frames of all episodes.</summary>
    public required long TotalFrames { get; init; }

    /// <summary>Tasks.</summary>
    public required long TotalTasks { get; init; }

    /// <summary>Files in a folder at most.</summary>
    public int ChunkSize { get; init; } = DefaultChunkSize;

    /// <summary>MiB after which another data file begins.</summary>
    public int DataFileSizeMb { get; init; } = 100;

    /// <summary>MiB after which another video file begins.</summary>
    public int VideoFileSizeMb { get; init; } = 200;

    /// <summary>Where data files are, with placeholders.</summary>
    public string DataPath { get; init; } = DefaultDataPath;

    /// <summary>Where videos are, with placeholders; null if there are none.</summary>
    public string? VideoPath { get; init; }

    /// <summary>The features, in order.</summary>
    public required IReadOnlyList<DatasetFeature> Features { get; init; }

    /// <summary>The features that stand in data files, in order.</summary>
    public IEnumerable<DatasetFeature> Columns => Features.Where(feature => !feature.IsVideo);

    /// <summary>The features that stand in videos, in order.</summary>
    public IEnumerable<DatasetFeature> Videos => Features.Where(feature => feature.IsVideo);
}
