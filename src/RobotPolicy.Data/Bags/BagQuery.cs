namespace RobotPolicy.Data.Bags;

/// <summary>Which messages of a bag are read; they come by log time.</summary>
public sealed record BagQuery
{
    /// <summary>All messages.</summary>
    public static BagQuery All { get; } = new();

    /// <summary>Earliest log time, nanoseconds since 1970.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Log time before which reading ends, nanoseconds since 1970; null for none.</summary>
    public ulong? EndTime { get; init; }

    /// <summary>Topics; null for all.</summary>
    public IReadOnlyCollection<string>? Topics { get; init; }
}
