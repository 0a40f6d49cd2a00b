using System.Globalization;
using System.Text.Json;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap.Conformance;

/// <summary>Records as the conformance suite writes them.</summary>
internal static class RecordJson
{
    public static void Write(Utf8JsonWriter json, in McapRecord record)
    {
        switch (record.Opcode)
        {
            case McapOpcode.Header: Write(json, record.ToHeader()); break;
            case McapOpcode.Footer: Write(json, record.ToFooter()); break;
            case McapOpcode.Schema: Write(json, record.ToSchema()); break;
            case McapOpcode.Channel: Write(json, record.ToChannel()); break;
            case McapOpcode.Message: Write(json, record.ToMessage()); break;
            case McapOpcode.ChunkIndex: Write(json, record.ToChunkIndex()); break;
            case McapOpcode.Attachment: Write(json, record.ToAttachment()); break;
            case McapOpcode.AttachmentIndex: Write(json, record.ToAttachmentIndex()); break;
            case McapOpcode.Statistics: Write(json, record.ToStatistics()); break;
            case McapOpcode.Metadata: Write(json, record.ToMetadata()); break;
            case McapOpcode.MetadataIndex: Write(json, record.ToMetadataIndex()); break;
            case McapOpcode.SummaryOffset: Write(json, record.ToSummaryOffset()); break;
            case McapOpcode.DataEnd: Write(json, "DataEnd", ("data_section_crc", record.ToDataEnd().DataSectionCrc)); break;
            default: throw new InvalidOperationException($"{McapException.NameOf(record.Opcode)} has no form in the suite.");
        }
    }

    public static void Write(Utf8JsonWriter json, McapSchema schema) => Write(
        json, "Schema", ("data", schema.Data), ("encoding", schema.Encoding), ("id", schema.Id), ("name", schema.Name));

    public static void Write(Utf8JsonWriter json, McapChannel channel) => Write(
        json, "Channel", ("id", channel.Id), ("message_encoding", channel.MessageEncoding), ("metadata", channel.Metadata),
        ("schema_id", channel.SchemaId), ("topic", channel.Topic));

    public static void Write(Utf8JsonWriter json, in McapMessage message) => Write(
        json, "Message", ("channel_id", message.ChannelId), ("data", message.Data), ("log_time", message.LogTime),
        ("publish_time", message.PublishTime), ("sequence", message.Sequence));

    public static void Write(Utf8JsonWriter json, McapStatistics statistics) => Write(
        json, "Statistics", ("attachment_count", statistics.AttachmentCount), ("channel_count", statistics.ChannelCount),
        ("channel_message_counts", statistics.ChannelMessageCounts), ("chunk_count", statistics.ChunkCount),
        ("message_count", statistics.MessageCount), ("message_end_time", statistics.MessageEndTime),
        ("message_start_time", statistics.MessageStartTime), ("metadata_count", statistics.MetadataCount), ("schema_count", statistics.SchemaCount));

    private static void Write(Utf8JsonWriter json, McapHeader header) =>
        Write(json, "Header", ("library", header.Library), ("profile", header.Profile));

    private static void Write(Utf8JsonWriter json, McapFooter footer) => Write(
        json, "Footer", ("summary_crc", footer.SummaryCrc), ("summary_offset_start", footer.SummaryOffsetStart), ("summary_start", footer.SummaryStart));

    private static void Write(Utf8JsonWriter json, McapChunkIndex index) => Write(
        json, "ChunkIndex", ("chunk_length", index.ChunkLength), ("chunk_start_offset", index.ChunkStartOffset),
        ("compressed_size", index.CompressedSize), ("compression", index.Compression), ("message_end_time", index.MessageEndTime),
        ("message_index_length", index.MessageIndexLength), ("message_index_offsets", index.MessageIndexOffsets),
        ("message_start_time", index.MessageStartTime), ("uncompressed_size", index.UncompressedSize));

    private static void Write(Utf8JsonWriter json, in McapAttachment attachment) => Write(
        json, "Attachment", ("create_time", attachment.CreateTime), ("data", attachment.Data), ("log_time", attachment.LogTime),
        ("media_type", attachment.MediaType), ("name", attachment.Name));

    private static void Write(Utf8JsonWriter json, McapAttachmentIndex index) => Write(
        json, "AttachmentIndex", ("create_time", index.CreateTime), ("data_size", index.DataSize), ("length", index.Length),
        ("log_time", index.LogTime), ("media_type", index.MediaType), ("name", index.Name), ("offset", index.Offset));

    private static void Write(Utf8JsonWriter json, McapMetadata metadata) =>
        Write(json, "Metadata", ("metadata", metadata.Entries), ("name", metadata.Name));

    private static void Write(Utf8JsonWriter json, McapMetadataIndex index) =>
        Write(json, "MetadataIndex", ("length", index.Length), ("name", index.Name), ("offset", index.Offset));

    private static void Write(Utf8JsonWriter json, McapSummaryOffset offset) => Write(
        json, "SummaryOffset", ("group_length", offset.GroupLength), ("group_opcode", (byte)offset.GroupOpcode), ("group_start", offset.GroupStart));

    private static void Write(Utf8JsonWriter json, string type, params ReadOnlySpan<(string Name, object Value)> fields)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteStartArray("fields");
        foreach (var (name, value) in fields)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            WriteValue(json, value);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case ReadOnlyMemory<byte> bytes:
                json.WriteStartArray();
                foreach (var each in bytes.Span)
                    json.WriteStringValue(each.ToString(CultureInfo.InvariantCulture));
                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, string> texts:
                json.WriteStartObject();
                foreach (var (key, text) in texts)
                    json.WriteString(key, text);
                json.WriteEndObject();
                break;
            case IReadOnlyDictionary<ushort, ulong> numbers:
                json.WriteStartObject();
                foreach (var (key, number) in numbers)
                    json.WriteString(key.ToString(CultureInfo.InvariantCulture), number.ToString(CultureInfo.InvariantCulture));
                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
