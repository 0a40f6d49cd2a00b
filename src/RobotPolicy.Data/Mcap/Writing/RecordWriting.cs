using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Writing;

/// <summary>Records as bytes.</summary>
internal static class RecordWriting
{
    public static void Write(this RecordBuffer target, McapHeader header)
    {
        var begin = target.Begin(McapOpcode.Header);
        target.Text(header.Profile).Text(header.Library).End(begin);
    }

    public static void Write(this RecordBuffer target, McapSchema schema)
    {
        var begin = target.Begin(McapOpcode.Schema);
        target.U16(schema.Id).Text(schema.Name).Text(schema.Encoding).U32((uint)schema.Data.Length).Raw(schema.Data.Span).End(begin);
    }

    public static void Write(this RecordBuffer target, McapChannel channel)
    {
        var begin = target.Begin(McapOpcode.Channel);
        target.U16(channel.Id).U16(channel.SchemaId).Text(channel.Topic).Text(channel.MessageEncoding).Texts(channel.Metadata).End(begin);
    }

    public static void Write(this RecordBuffer target, McapMetadata metadata)
    {
        var begin = target.Begin(McapOpcode.Metadata);
        target.Text(metadata.Name).Texts(metadata.Entries).End(begin);
    }

    public static void Write(this RecordBuffer target, McapStatistics statistics)
    {
        var begin = target.Begin(McapOpcode.Statistics);
        target.U64(statistics.MessageCount).U16(statistics.SchemaCount).U32(statistics.ChannelCount).U32(statistics.AttachmentCount)
            .U32(statistics.MetadataCount).U32(statistics.ChunkCount).U64(statistics.MessageStartTime).U64(statistics.MessageEndTime)
            .U32((uint)statistics.ChannelMessageCounts.Count * 10);
        foreach (var (channel, count) in statistics.ChannelMessageCounts)
            target.U16(channel).U64(count);
        target.End(begin);
    }

    public static void Write(this RecordBuffer target, McapAttachmentIndex index)
    {
        var begin = target.Begin(McapOpcode.AttachmentIndex);
        target.U64(index.Offset).U64(index.Length).U64(index.LogTime).U64(index.CreateTime).U64(index.DataSize).Text(index.Name)
            .Text(index.MediaType).End(begin);
    }

    public static void Write(this RecordBuffer target, McapMetadataIndex index)
    {
        var begin = target.Begin(McapOpcode.MetadataIndex);
        target.U64(index.Offset).U64(index.Length).Text(index.Name).End(begin);
    }

    public static void Write(this RecordBuffer target, McapSummaryOffset offset)
    {
        var begin = target.Begin(McapOpcode.SummaryOffset);
        target.U8((byte)offset.GroupOpcode).U64(offset.GroupStart).U64(offset.GroupLength).End(begin);
    }

    /// <summary>A footer up to its checksum: what the checksum covers.</summary>
    public static void WriteFooterStart(this RecordBuffer target, ulong summaryStart, ulong summaryOffsetStart) =>
        target.U8((byte)McapOpcode.Footer).U64(McapFormat.FooterLength).U64(summaryStart).U64(summaryOffsetStart);
}
