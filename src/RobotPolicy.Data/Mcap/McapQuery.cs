namespace RobotPolicy.Data.Mcap;

/// <summary>Which messages of a file are read, and how.</summary>
public sealed record McapQuery
{
    /// <summary>All messages by time.</summary>
    public static McapQuery All { get; } = new();

    /// <summary>Earliest log time, nanoseconds.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Log time before which reading ends, nanoseconds; null for none.</summary>
    public ulong? EndTime { get; init; }

    /// <summary>Topics; null for all.</summary>
    public IReadOnlyCollection<string>? Topics { get; init; }

    /// <summary>Order.</summary>
    public McapOrder Order { get; init; } = McapOrder.LogTime;

    internal bool Includes(ulong logTime) => logTime >= StartTime && (EndTime is not { } end || logTime < end);
}
