using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Data.Bags;

/// <summary>How a bag is opened.</summary>
public sealed record BagReadOptions
{
    /// <summary>The defaults.</summary>
    public static BagReadOptions Default { get; } = new();

    /// <summary>What is accepted of MCAP files; its longest record is also the longest message of a <c>.db3</c>.</summary>
    public McapLimits Limits { get; init; } = McapLimits.Default;

    /// <summary>
    /// Whether <c>metadata.yaml</c> is left alone (false): splits are found by their names and counted, which takes long for a large
    /// <c>.db3</c>.
    /// </summary>
    public bool IgnoreMetadata { get; init; }
}
