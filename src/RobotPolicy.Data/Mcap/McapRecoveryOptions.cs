namespace RobotPolicy.Data.Mcap;

/// <summary>How a damaged file is recovered.</summary>
public sealed record McapRecoveryOptions
{
    /// <summary>The defaults.</summary>
    public static McapRecoveryOptions Default { get; } = new();

    /// <summary>What is accepted; what goes beyond it counts as damage.</summary>
    public McapLimits Limits { get; init; } = McapLimits.Default;

    /// <summary>How the recovered file is written; its profile and library are those of the damaged file if that still has them.</summary>
    public McapWriteOptions Output { get; init; } = McapWriteOptions.Default;

    /// <summary>
    /// Whether messages of a chunk with a wrong checksum are kept as far as their records can be told apart (false). Their content may be
    /// wrong, and nobody can tell which. A chunk that is merely cut off is always kept as far as it goes.
    /// </summary>
    public bool KeepDamagedChunks { get; init; }

    /// <summary>At most so many losses are told one by one (1000); the rest is only counted.</summary>
    public int MaxLosses { get; init; } = 1000;
}
