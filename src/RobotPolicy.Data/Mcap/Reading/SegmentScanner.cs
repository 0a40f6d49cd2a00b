using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Looks through a data section whose summary does not suffice: finds definitions, and segments if no chunk index tells of them.</summary>
internal sealed class SegmentScanner(FileBytes file, SegmentCache cache, Summary summary, McapLimits limits)
{
    private const int RunBytes = 4 << 20;

    private readonly bool _needsSegments = summary.ChunkIndexes.Count == 0;
    private readonly bool _needsAttachments = summary.AttachmentIndexes.Count == 0;
    private readonly bool _needsMetadata = summary.MetadataIndexes.Count == 0;
    private long _runStart = -1;

    /// <summary>From behind the header to DataEnd, which must come before <paramref name="end"/>.</summary>
    public void Scan(long at, long end)
    {
        while (true)
        {
            var (opcode, length) = file.Prefix(at, end);
            var isRun = McapFormat.MayStandInChunk(opcode);
            if (_runStart >= 0 && (!isRun || at + length - _runStart > RunBytes))
                CloseRun(at);
            if (opcode == McapOpcode.DataEnd)
                return;
            var next = at + McapFormat.RecordPrefix + length;
            if (opcode > McapOpcode.DataEnd && length > RunBytes)
                isRun = false; // passed over
            else if (isRun && length > limits.MaxRecordBytes)
                throw new McapException(new RecordPosition(at), opcode, $"its length is {length} bytes, the limit is {limits.MaxRecordBytes}");
            if (isRun && _runStart < 0)
                _runStart = at;
            if (!isRun)
                Other(opcode, at, next - at);
            at = next;
        }
    }

    private void Other(McapOpcode opcode, long at, long length)
    {
        switch (opcode)
        {
            case McapOpcode.Chunk:
                Walk(at, length, isChunk: true);
                break;
            case McapOpcode.Attachment when _needsAttachments:
                var attachment = file.Record((ulong)at, (ulong)length, opcode, limits.MaxRecordBytes).ToAttachment();
                summary.AttachmentIndexes.Add(new McapAttachmentIndex(
                    (ulong)at, (ulong)length, attachment.LogTime, attachment.CreateTime, (ulong)attachment.Data.Length, attachment.Name, attachment.MediaType));
                break;
            case McapOpcode.Metadata when _needsMetadata:
                var metadata = file.Record((ulong)at, (ulong)length, opcode, limits.MaxRecordBytes).ToMetadata();
                summary.MetadataIndexes.Add(new McapMetadataIndex((ulong)at, (ulong)length, metadata.Name));
                break;
            case McapOpcode.Header or McapOpcode.Footer:
                throw new McapException(new RecordPosition(at), opcode, "it does not belong in the data section");
        }
    }

    private void CloseRun(long end)
    {
        Walk(_runStart, end - _runStart, isChunk: false);
        _runStart = -1;
    }

    private void Walk(long offset, long length, bool isChunk)
    {
        var segment = new Segment(offset, length, isChunk, ulong.MaxValue, 0, null);
        var walker = new ChunkWalker(cache.Load(segment), offset);
        var channels = new HashSet<ushort>();
        var (start, end) = (ulong.MaxValue, 0UL);
        while (walker.Next(out var record))
        {
            if (record.Opcode == McapOpcode.Schema)
                summary.Catalog.AddSchema(record);
            else if (record.Opcode == McapOpcode.Channel)
                summary.Catalog.AddChannel(record);
            if (record.Opcode != McapOpcode.Message || !_needsSegments)
                continue;
            var message = summary.Catalog.Message(record);
            channels.Add(message.ChannelId);
            start = Math.Min(start, message.LogTime);
            end = Math.Max(end, message.LogTime);
        }

        if (_needsSegments && channels.Count > 0)
            summary.Segments.Add(segment with { StartTime = start, EndTime = end, Channels = channels });
    }
}
