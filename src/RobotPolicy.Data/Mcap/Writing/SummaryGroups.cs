using RobotPolicy.Data.Mcap.Encoding;

namespace RobotPolicy.Data.Mcap.Writing;

/// <summary>Indexes of chunks, attachments and metadata as bytes, ready for the summary: a long recording keeps no objects.</summary>
internal sealed class SummaryGroups : IDisposable
{
    public RecordBuffer ChunkIndexes { get; } = new(64 << 10);

    public RecordBuffer AttachmentIndexes { get; } = new(256);

    public RecordBuffer MetadataIndexes { get; } = new(256);

    public void Dispose()
    {
        ChunkIndexes.Dispose();
        AttachmentIndexes.Dispose();
        MetadataIndexes.Dispose();
    }
}
