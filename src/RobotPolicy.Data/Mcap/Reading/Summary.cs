using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>What is known of a file before its messages are read.</summary>
internal sealed class Summary
{
    public required McapHeader Header { get; init; }

    public required McapFooter Footer { get; init; }

    public McapCatalog Catalog { get; } = new();

    public McapStatistics? Statistics { get; set; }

    /// <summary>Empty where they are not kept.</summary>
    public List<McapChunkIndex> ChunkIndexes { get; } = [];

    /// <summary>Chunk indexes that there are, kept or not.</summary>
    public int ChunkIndexCount { get; set; }

    public List<McapAttachmentIndex> AttachmentIndexes { get; } = [];

    public List<McapMetadataIndex> MetadataIndexes { get; } = [];

    public List<McapSummaryOffset> SummaryOffsets { get; } = [];

    public List<Segment> Segments { get; } = [];

    public bool WasScanned { get; set; }

    /// <summary>Messages per channel, where segments were found by looking through the file.</summary>
    public SortedDictionary<ushort, ulong> ScannedCounts { get; } = [];

    public McapLoss? CutOff { get; set; }

    /// <summary>Of a file that was cut off: the byte up to which all records are whole, and messages per channel before it.</summary>
    public (long At, IReadOnlyDictionary<ushort, ulong> Counts) Whole { get; set; } = (0, new Dictionary<ushort, ulong>());
}
