namespace RobotPolicy.Data.Datasets.Recordings;

/// <summary>How recordings become a dataset; immutable.</summary>
public sealed record DatasetExportOptions
{
    /// <summary>Frames a second (30).</summary>
    public int Fps { get; init; } = 30;

    /// <summary>Which episodes are kept by their outcome; <see langword="null"/> for all.</summary>
    public IReadOnlyCollection<EpisodeOutcome>? Outcomes { get; init; }

    /// <summary>What the task is called where the recording has no words for it; the policy's name unless told.</summary>
    public string? Task { get; init; }

    /// <summary>Fewest frames of an episode (10); shorter ones are left out.</summary>
    public int MinFrames { get; init; } = 10;

    /// <summary>Whether frames of holds are kept (false): the arm stands in them.</summary>
    public bool KeepsHolds { get; init; }

    /// <summary>Columns and codec, as in <see cref="DatasetSpec"/>; its names, cameras and rate are taken from the recording.</summary>
    public DatasetSpec Template { get; init; } = new() { Fps = 30, RobotType = "robot", StateNames = [], ActionNames = [] };
}
