namespace RobotPolicy.Data.Mcap;

/// <summary>How a file is read.</summary>
public sealed record McapReadOptions
{
    /// <summary>The defaults.</summary>
    public static McapReadOptions Default { get; } = new();

    /// <summary>What is accepted.</summary>
    public McapLimits Limits { get; init; } = McapLimits.Default;

    /// <summary>Whether checksums that the file has are compared (true).</summary>
    public bool ValidateCrcs { get; init; } = true;

    /// <summary>Whether a stream reader hands out each chunk's record before the records in it (false).</summary>
    public bool ReportChunks { get; init; }

    /// <summary>
    /// Whether an indexed reader hands out the chunk indexes of a summary (true). Without them it reads the same, and keeps no more than where
    /// each chunk is and what it holds.
    /// </summary>
    public bool KeepChunkIndexes { get; init; } = true;

    /// <summary>
    /// Whether an indexed reader opens a file that ends without its footer, as a crash leaves it (false): it is looked through once, and
    /// what is whole is read in place. <see cref="McapIndexedReader.CutOff"/> tells where that ends.
    /// </summary>
    public bool AcceptCutOff { get; init; }
}
