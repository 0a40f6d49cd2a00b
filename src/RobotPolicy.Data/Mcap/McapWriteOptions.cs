namespace RobotPolicy.Data.Mcap;

/// <summary>What a writer puts into a file. The defaults give a file that every reader can index.</summary>
public sealed record McapWriteOptions
{
    /// <summary>The defaults.</summary>
    public static McapWriteOptions Default { get; } = new();

    /// <summary>Convention that the file follows, such as <c>ros2</c>; empty for none.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Who writes.</summary>
    public string Library { get; init; } = "robotpolicy";

    /// <summary>Whether schemas, channels and messages go into chunks (true).</summary>
    public bool UseChunks { get; init; } = true;

    /// <summary>Bytes of records after which a chunk is finished (1 MiB); the message that reaches it still belongs to it.</summary>
    public int ChunkSize { get; init; } = 1 << 20;

    /// <summary>
    /// Bytes from which on a message is a chunk of its own that reaches the stream without being copied; 0 for never (the default).
    /// Without effect where chunks are compressed. Such chunks stand in the file before the one that is being filled meanwhile.
    /// </summary>
    public int DirectSize { get; init; }

    /// <summary>How chunks are compressed (not at all).</summary>
    public McapCompression Compression { get; init; } = McapCompression.None;

    /// <summary>Level of zstd (1: fastest of the usual ones).</summary>
    public int CompressionLevel { get; init; } = 1;

    /// <summary>Whether each chunk has a checksum (true).</summary>
    public bool ChunkCrc { get; init; } = true;

    /// <summary>Whether the data section has a checksum (true).</summary>
    public bool DataSectionCrc { get; init; } = true;

    /// <summary>Whether the summary has a checksum (true).</summary>
    public bool SummaryCrc { get; init; } = true;

    /// <summary>Whether attachments have a checksum (true).</summary>
    public bool AttachmentCrc { get; init; } = true;

    /// <summary>Whether each chunk is followed by indexes of its messages (true).</summary>
    public bool UseMessageIndex { get; init; } = true;

    /// <summary>Whether the summary tells where the chunks are (true).</summary>
    public bool UseChunkIndex { get; init; } = true;

    /// <summary>Whether the summary tells where the attachments are (true).</summary>
    public bool UseAttachmentIndex { get; init; } = true;

    /// <summary>Whether the summary tells where the metadata records are (true).</summary>
    public bool UseMetadataIndex { get; init; } = true;

    /// <summary>Whether the summary has counts (true).</summary>
    public bool UseStatistics { get; init; } = true;

    /// <summary>Whether the summary repeats the schemas (true).</summary>
    public bool RepeatSchemas { get; init; } = true;

    /// <summary>Whether the summary repeats the channels (true).</summary>
    public bool RepeatChannels { get; init; } = true;

    /// <summary>Whether the file tells where each part of the summary is (true).</summary>
    public bool UseSummaryOffsets { get; init; } = true;
}
