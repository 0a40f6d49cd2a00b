namespace RobotPolicy.Data.Datasets;

/// <summary>An episode as <c>meta/episodes</c> describes it.</summary>
public sealed record DatasetEpisode
{
    /// <summary>Its number.</summary>
    public required long Index { get; init; }

    /// <summary>What the robot was told to do.</summary>
    public required IReadOnlyList<string> Tasks { get; init; }

    /// <summary>Frames.</summary>
    public required long Length { get; init; }

    /// <summary>Frames of the dataset before it.</summary>
    public required long FirstFrame { get; init; }

    /// <summary>Path of its data file.</summary>
    public required string DataFile { get; init; }

    /// <summary>Where its pictures are, by feature.</summary>
    public required IReadOnlyDictionary<string, DatasetClip> Clips { get; init; }

    /// <summary>How it ended; unsure where nothing says so, as in datasets of others.</summary>
    public EpisodeOutcome Outcome { get; init; }
}
