using RobotPolicy.Data.Datasets.Statistics;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>A finished episode, as its row in <c>meta/episodes</c> needs it.</summary>
internal sealed class EpisodeRecord
{
    public required EpisodeEnd End { get; init; }

    public required string Task { get; init; }

    public required long Length { get; init; }

    /// <summary>For each camera: its file, counted from the first new one, and the pictures before the episode in that file.</summary>
    public required IReadOnlyList<(int File, long FirstFrame)> Videos { get; init; }

    /// <summary>By feature.</summary>
    public required Dictionary<string, FeatureStatistics> Statistics { get; init; }

    public required SiriusCounts Counts { get; init; }

    /// <summary>Its data file, counted from the first new one; known when data files are written.</summary>
    public int DataFile { get; set; }
}
