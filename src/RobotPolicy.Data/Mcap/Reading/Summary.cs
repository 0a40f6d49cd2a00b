using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>What is known of a file before its messages are read.</summary>
internal sealed class Summary
{
    public required McapHeader Header { get; init; }

    public required McapFooter Footer { get; init; }

    public McapCatalog Catalog { get; } = new();

    public McapStatistics? Statistics { get; set; }

    public List<McapChunkIndex> ChunkIndexes { get; } = [];

    public List<McapAttachmentIndex> AttachmentIndexes { get; } = [];

    public List<McapMetadataIndex> MetadataIndexes { get; } = [];

    public List<McapSummaryOffset> SummaryOffsets { get; } = [];

    public List<Segment> Segments { get; } = [];

    public bool WasScanned { get; set; }

    /// <summary>Messages per channel, where segments were found by looking through the file.</summary>
    public SortedDictionary<ushort, ulong> ScannedCounts { get; } = [];

    public McapLoss? CutOff { get; set; }
}
