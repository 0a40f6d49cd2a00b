namespace RobotPolicy.Inference.Graphs.Cache;

/// <summary>What an entry of the cache says of itself.</summary>
internal sealed record CacheNote
{
    /// <summary>Path of the graph that it was made of, for people, and so that what was made of an older file of that path, or of one that is gone, can go.</summary>
    public required string Source { get; init; }

    /// <summary>Checksum of the graph.</summary>
    public uint GraphCrc { get; init; }

    /// <summary>Checksum of the weights; 0 where there are none.</summary>
    public uint WeightsCrc { get; init; }

    /// <summary>Why the graph is not kept; <see langword="null"/> where it is.</summary>
    public string? NotKept { get; init; }
}
