using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Reads a file's ends: magic, header, footer and summary; looks through the rest where the summary does not suffice.</summary>
internal static class SummaryReader
{
    public static Summary Read(FileBytes file, SegmentCache cache, McapReadOptions options)
    {
        var header = ReadHeader(file, options.Limits);
        var dataStart = header.Position.Offset + McapFormat.RecordPrefix + header.Content.Length;
        if (options.AcceptCutOff && !IsClosed(file))
            return ReadCutOff(file, cache, header.ToHeader(), dataStart, options);
        var footerOffset = file.Length - McapFormat.Magic.Length - McapFormat.RecordPrefix - McapFormat.FooterLength;
        var footer = ReadFooter(file, footerOffset);
        var summary = new Summary { Header = header.ToHeader(), Footer = footer.ToFooter() };
        var incomplete = false;
        if (summary.Footer.SummaryStart != 0)
            incomplete = ReadSection(file, footer, summary, options);
        summary.Segments.Sort((a, b) => a.Offset.CompareTo(b.Offset));
        foreach (var segment in summary.Segments)
            incomplete |= segment.Channels is null ? summary.Catalog.Channels.Count == 0 : Array.Exists(segment.Channels, id => summary.Catalog.Channel(id) is null);
        if (incomplete || (summary.ChunkIndexCount == 0 && summary.Statistics is not { MessageCount: 0, ChunkCount: 0 }))
        {
            summary.WasScanned = true;
            new SegmentScanner(file, cache, summary, options.Limits).Scan(dataStart, footerOffset);
        }

        return summary;
    }

    private static bool IsClosed(FileBytes file)
    {
        Span<byte> last = stackalloc byte[8];
        file.Read(file.Length - last.Length, last);
        return last.SequenceEqual(McapFormat.Magic) && file.Length > McapFormat.Magic.Length;
    }

    private static Summary ReadCutOff(FileBytes file, SegmentCache cache, McapHeader header, long dataStart, McapReadOptions options)
    {
        var summary = new Summary { Header = header, Footer = new McapFooter(0, 0, 0), WasScanned = true };
        summary.CutOff = new SegmentScanner(file, cache, summary, options.Limits).ScanCutOff(dataStart);
        return summary;
    }

    /// <summary>Goes on where a file was cut off, which has grown since: what was read of its last record is read anew, as a whole.</summary>
    public static void Follow(FileBytes file, SegmentCache cache, Summary summary, McapReadOptions options)
    {
        var (at, counts) = summary.Whole;
        summary.Segments.RemoveAll(segment => segment.Offset >= at);
        cache.Forget(at);
        summary.ScannedCounts.Clear();
        foreach (var (channel, count) in counts)
            summary.ScannedCounts[channel] = count;
        summary.CutOff = new SegmentScanner(file, cache, summary, options.Limits).ScanCutOff(at);
    }

    private static McapRecord ReadHeader(FileBytes file, McapLimits limits)
    {
        Magic(file, 0, "opening");
        var at = McapFormat.Magic.Length;
        var (opcode, length) = file.Prefix(at, file.Length);
        return opcode == McapOpcode.Header
            ? file.Record((ulong)at, (ulong)(length + McapFormat.RecordPrefix), opcode, limits.MaxRecordBytes)
            : throw new McapException(new RecordPosition(at), opcode, "expected a Header as the first record");
    }

    private static McapRecord ReadFooter(FileBytes file, long offset)
    {
        Magic(file, file.Length - McapFormat.Magic.Length, "closing");
        if (offset < McapFormat.Magic.Length)
            throw new McapException(new RecordPosition(0), McapOpcode.Footer, $"a file of {file.Length} bytes has no room for it");
        return file.Record((ulong)offset, McapFormat.RecordPrefix + McapFormat.FooterLength, McapOpcode.Footer, int.MaxValue);
    }

    private static void Magic(FileBytes file, long offset, string which)
    {
        if (file.Length < McapFormat.Magic.Length)
            throw new McapException(new RecordPosition(0), "Magic", $"the file has {file.Length} bytes, fewer than the {which} magic");
        Span<byte> found = stackalloc byte[8];
        file.Read(offset, found);
        if (!found.SequenceEqual(McapFormat.Magic))
        {
            var cutOff = offset > 0 ? "; the file was cut off, or is still being written" : "";
            throw new McapException(
                new RecordPosition(offset), "Magic", $"expected the {which} magic {Convert.ToHexStringLower(McapFormat.Magic)}, found {Convert.ToHexStringLower(found)}{cutOff}");
        }
    }

    // Whether definitions are missing.
    private static bool ReadSection(FileBytes file, McapRecord footer, Summary summary, McapReadOptions options)
    {
        var start = summary.Footer.SummaryStart;
        var end = footer.Position.Offset;
        if (start < (ulong)McapFormat.Magic.Length || start > (ulong)end)
            throw footer.Error($"summary_start is {start}, expected 0 or a byte from {McapFormat.Magic.Length} to {end}");
        if ((ulong)end - start > (ulong)options.Limits.MaxSummaryBytes)
            throw footer.Error($"the summary has {(ulong)end - start} bytes, the limit is {options.Limits.MaxSummaryBytes}");
        var bytes = new byte[end - (long)start + McapFormat.RecordPrefix + 16];
        file.Read((long)start, bytes);
        if (options.ValidateCrcs && summary.Footer.SummaryCrc != 0 && Crc32.Of(bytes) is var actual && actual != summary.Footer.SummaryCrc)
            throw footer.Error($"summary_crc says {summary.Footer.SummaryCrc:x8}, but the bytes have {actual:x8}");
        return Parse(bytes.AsMemory(0, (int)(end - (long)start)), (long)start, summary, file.Length, options);
    }

    private static bool Parse(ReadOnlyMemory<byte> bytes, long start, Summary summary, long fileLength, McapReadOptions options)
    {
        var channels = new List<McapRecord>();
        var chunks = new ChunkPlaces(summary, fileLength);
        for (var at = 0; at < bytes.Length;)
        {
            var record = RecordSpan.At(bytes, at, start);
            at += McapFormat.RecordPrefix + record.Content.Length;
            switch (record.Opcode)
            {
                case McapOpcode.Schema: summary.Catalog.AddSchema(record); break;
                case McapOpcode.Channel: channels.Add(record); break;
                case McapOpcode.Statistics: summary.Statistics = record.ToStatistics(); break;
                case McapOpcode.ChunkIndex:
                    chunks.Add(record);
                    if (options.KeepChunkIndexes)
                        summary.ChunkIndexes.Add(record.ToChunkIndex());
                    break;
                case McapOpcode.AttachmentIndex: summary.AttachmentIndexes.Add(record.ToAttachmentIndex()); break;
                case McapOpcode.MetadataIndex: summary.MetadataIndexes.Add(record.ToMetadataIndex()); break;
                case McapOpcode.SummaryOffset: summary.SummaryOffsets.Add(record.ToSummaryOffset()); break;
                case > McapOpcode.DataEnd: break;
                default: throw record.Error("it does not belong in the summary");
            }
        }

        // A summary may repeat channels without their schemas: then the data section has both.
        var missing = false;
        foreach (var record in channels)
        {
            var schema = record.ToChannel().SchemaId;
            if (schema == 0 || summary.Catalog.Schemas.ContainsKey(schema))
                summary.Catalog.AddChannel(record);
            else
                missing = true;
        }

        return missing;
    }
}
