using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Looks through a data section whose summary does not suffice: finds definitions, and segments if no chunk index tells of them.</summary>
internal sealed class SegmentScanner(FileBytes file, SegmentCache cache, Summary summary, McapLimits limits)
{
    private const int RunBytes = 4 << 20;

    private readonly bool _needsSegments = summary.ChunkIndexCount == 0;
    private readonly bool _needsAttachments = summary.AttachmentIndexes.Count == 0;
    private readonly bool _needsMetadata = summary.MetadataIndexes.Count == 0;
    private readonly Dictionary<ushort, ulong> _counts = [];
    private readonly ChannelSets _sets = new();
    private long _runStart = -1;

    /// <summary>From behind the header to DataEnd, which must come before <paramref name="end"/>.</summary>
    public void Scan(long at, long end)
    {
        while (Step(ref at, end))
        {
        }
    }

    /// <summary>From behind the header to where a file that was cut off stops making sense; returns that place.</summary>
    public McapLoss ScanCutOff(long at)
    {
        string reason;
        try
        {
            while (Step(ref at, file.Length))
            {
            }

            reason = "the file was cut off behind its messages";
            summary.Whole = (at, new Dictionary<ushort, ulong>(summary.ScannedCounts));
        }
        catch (McapException exception)
        {
            reason = exception.Message;
            summary.Whole = (_runStart >= 0 ? _runStart : at, new Dictionary<ushort, ulong>(summary.ScannedCounts));
            at = Rest(at);
        }

        return new McapLoss(new RecordPosition(at), file.Length - at, reason);
    }

    private bool Step(ref long at, long end)
    {
        var (opcode, length) = file.Prefix(at, end);
        var isRun = McapFormat.MayStandInChunk(opcode);
        if (_runStart >= 0 && (!isRun || at + length - _runStart > RunBytes))
            CloseRun(at);
        if (opcode == McapOpcode.DataEnd)
            return false;
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
        return true;
    }

    // What is whole before and at the place where the file was cut off; returns where that ends.
    private long Rest(long at)
    {
        try
        {
            if (_runStart >= 0)
                CloseRun(at);
            return CutOffChunk(at);
        }
        catch (McapException)
        {
            return at;
        }
    }

    // The records of an uncompressed chunk stand in the file as they would outside.
    private long CutOffChunk(long at)
    {
        const int Fields = McapFormat.RecordPrefix + 40;
        Span<byte> fields = stackalloc byte[Fields];
        if (file.Length - at < Fields)
            return at;
        file.Read(at, fields);
        var claimed = BinaryPrimitives.ReadUInt64LittleEndian(fields[1..]);
        var isUncompressed = BinaryPrimitives.ReadUInt32LittleEndian(fields[37..]) == 0;
        var left = file.Length - at - Fields;
        if ((McapOpcode)fields[0] != McapOpcode.Chunk || !isUncompressed || claimed <= (ulong)(file.Length - at - McapFormat.RecordPrefix) || left > limits.MaxChunkBytes)
            return at;
        var end = at + Fields;
        try
        {
            for (var next = end; ; end = next)
            {
                var (opcode, length) = file.Prefix(next, file.Length);
                if (!McapFormat.MayStandInChunk(opcode))
                    break;
                next += McapFormat.RecordPrefix + length;
            }
        }
        catch (McapException)
        {
            // Here it was cut off.
        }

        if (end == at + Fields)
            return at;
        Walk(at + Fields, end - at - Fields, isChunk: false);
        return end;
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
        var start = _runStart;
        _runStart = -1;
        Walk(start, end - start, isChunk: false);
    }

    private void Walk(long offset, long length, bool isChunk)
    {
        var segment = new Segment(offset, length, isChunk, ulong.MaxValue, 0, null);
        var walker = new ChunkWalker(cache.Load(segment), offset);
        var counts = _counts;
        counts.Clear();
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
            counts[message.ChannelId] = counts.GetValueOrDefault(message.ChannelId) + 1;
            start = Math.Min(start, message.LogTime);
            end = Math.Max(end, message.LogTime);
        }

        foreach (var (channel, count) in counts)
            summary.ScannedCounts[channel] = summary.ScannedCounts.GetValueOrDefault(channel) + count;
        if (_needsSegments && counts.Count > 0)
            summary.Segments.Add(segment with { StartTime = start, EndTime = end, Channels = _sets.Of(counts.Keys) });
    }
}
