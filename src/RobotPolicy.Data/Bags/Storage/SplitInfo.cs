namespace RobotPolicy.Data.Bags.Storage;

/// <summary>What is known of one file of a bag.</summary>
internal sealed record SplitInfo
{
    /// <summary><c>mcap</c> or <c>sqlite3</c>.</summary>
    public required string Storage { get; init; }

    /// <summary>Its topics, each once.</summary>
    public required IReadOnlyList<BagTopic> Topics { get; init; }

    /// <summary>Whether <see cref="Topics"/> have their counts.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>Whether there are messages.</summary>
    public bool HasMessages { get; init; }

    /// <summary>Earliest log time, nanoseconds.</summary>
    public ulong StartTime { get; init; }

    /// <summary>Latest log time, nanoseconds.</summary>
    public ulong EndTime { get; init; }

    /// <summary>The copy of <c>metadata.yaml</c> in it; null for none.</summary>
    public BagMetadata? Metadata { get; init; }

    /// <summary>What a user should know about it; null for nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Whether opening it took reading it whole, so that it stays open.</summary>
    public bool IsCostly { get; init; }

    public ulong MessageCount => Topics.Aggregate(0UL, (sum, topic) => unchecked(sum + topic.MessageCount));
}
