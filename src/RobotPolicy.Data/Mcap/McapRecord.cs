using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// One record as it stands in the file: a view into the reader's buffer, valid until the reader reads on. The <c>To…</c> methods
/// parse it; they throw <see cref="McapException"/> if its fields do not fit in it, and ignore what follows the known fields.
/// </summary>
/// <param name="Opcode">Which record; perhaps one without a name.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Content">Its bytes after opcode and length.</param>
public readonly record struct McapRecord(McapOpcode Opcode, RecordPosition Position, ReadOnlyMemory<byte> Content)
{
    /// <summary>Parses a <see cref="McapOpcode.Header"/>.</summary>
    public McapHeader ToHeader()
    {
        var fields = Fields(McapOpcode.Header);
        return new McapHeader(fields.Text("profile"), fields.Text("library"));
    }

    /// <summary>Parses a <see cref="McapOpcode.Footer"/>.</summary>
    public McapFooter ToFooter()
    {
        var fields = Fields(McapOpcode.Footer);
        return new McapFooter(fields.U64("summary_start"), fields.U64("summary_offset_start"), fields.U32("summary_crc"));
    }

    /// <summary>Parses a <see cref="McapOpcode.Schema"/>; its data is a copy.</summary>
    public McapSchema ToSchema()
    {
        var fields = Fields(McapOpcode.Schema);
        var id = fields.U16("id");
        if (id == 0)
            throw fields.Error("id is 0, which means no schema");
        return new McapSchema(id, fields.Text("name"), fields.Text("encoding"), fields.Block(fields.U32("data"), "data").ToArray());
    }

    /// <summary>Parses a <see cref="McapOpcode.Channel"/>.</summary>
    public McapChannel ToChannel()
    {
        var fields = Fields(McapOpcode.Channel);
        return new McapChannel(
            fields.U16("id"), fields.U16("schema_id"), fields.Text("topic"), fields.Text("message_encoding"), fields.Texts("metadata"));
    }

    /// <summary>Parses a <see cref="McapOpcode.Message"/>; its data is a view.</summary>
    public McapMessage ToMessage()
    {
        var fields = Fields(McapOpcode.Message);
        return new McapMessage(
            fields.U16("channel_id"), fields.U32("sequence"), fields.U64("log_time"), fields.U64("publish_time"), fields.Rest());
    }

    /// <summary>Parses a <see cref="McapOpcode.Chunk"/>; its records are a view, as compressed as they are in the file.</summary>
    public McapChunk ToChunk()
    {
        var fields = Fields(McapOpcode.Chunk);
        return new McapChunk(
            fields.U64("message_start_time"), fields.U64("message_end_time"), fields.U64("uncompressed_size"), fields.U32("uncompressed_crc"),
            fields.Text("compression"), fields.Block(fields.U64("records"), "records"));
    }

    /// <summary>Parses a <see cref="McapOpcode.MessageIndex"/>.</summary>
    public McapMessageIndex ToMessageIndex()
    {
        var fields = Fields(McapOpcode.MessageIndex);
        var channel = fields.U16("channel_id");
        var entries = new McapMessageIndexEntry[fields.Entries(16, "records")];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = new McapMessageIndexEntry(fields.U64("log_time"), fields.U64("offset"));
        return new McapMessageIndex(channel, entries);
    }

    /// <summary>Parses a <see cref="McapOpcode.ChunkIndex"/>.</summary>
    public McapChunkIndex ToChunkIndex()
    {
        var fields = Fields(McapOpcode.ChunkIndex);
        return new McapChunkIndex(
            fields.U64("message_start_time"), fields.U64("message_end_time"), fields.U64("chunk_start_offset"), fields.U64("chunk_length"),
            fields.Numbers("message_index_offsets"), fields.U64("message_index_length"), fields.Text("compression"),
            fields.U64("compressed_size"), fields.U64("uncompressed_size"));
    }

    /// <summary>Of a <see cref="McapOpcode.ChunkIndex"/> where its chunk is, without an object for it.</summary>
    /// <param name="channels">Receives the channels with messages in it.</param>
    internal (ulong StartTime, ulong EndTime, ulong Offset, ulong Length) ToChunkPlace(ICollection<ushort> channels)
    {
        var fields = Fields(McapOpcode.ChunkIndex);
        var place = (fields.U64("message_start_time"), fields.U64("message_end_time"), fields.U64("chunk_start_offset"), fields.U64("chunk_length"));
        fields.Keys("message_index_offsets", channels);
        return place;
    }

    /// <summary>Parses a <see cref="McapOpcode.Attachment"/>; its data is a view. <see cref="McapAttachment.ActualCrc"/> is computed.</summary>
    public McapAttachment ToAttachment()
    {
        var fields = Fields(McapOpcode.Attachment);
        var logTime = fields.U64("log_time");
        var createTime = fields.U64("create_time");
        var name = fields.Text("name");
        var mediaType = fields.Text("media_type");
        var data = fields.Block(fields.U64("data"), "data");
        var covered = Content.Span[..fields.At];
        return new McapAttachment(logTime, createTime, name, mediaType, data, fields.U32("crc"), Crc32.Of(covered));
    }

    /// <summary>Parses an <see cref="McapOpcode.AttachmentIndex"/>.</summary>
    public McapAttachmentIndex ToAttachmentIndex()
    {
        var fields = Fields(McapOpcode.AttachmentIndex);
        return new McapAttachmentIndex(
            fields.U64("offset"), fields.U64("length"), fields.U64("log_time"), fields.U64("create_time"), fields.U64("data_size"),
            fields.Text("name"), fields.Text("media_type"));
    }

    /// <summary>Parses <see cref="McapOpcode.Statistics"/>.</summary>
    public McapStatistics ToStatistics()
    {
        var fields = Fields(McapOpcode.Statistics);
        return new McapStatistics(
            fields.U64("message_count"), fields.U16("schema_count"), fields.U32("channel_count"), fields.U32("attachment_count"),
            fields.U32("metadata_count"), fields.U32("chunk_count"), fields.U64("message_start_time"), fields.U64("message_end_time"),
            fields.Numbers("channel_message_counts"));
    }

    /// <summary>Parses a <see cref="McapOpcode.Metadata"/>.</summary>
    public McapMetadata ToMetadata()
    {
        var fields = Fields(McapOpcode.Metadata);
        return new McapMetadata(fields.Text("name"), fields.Texts("metadata"));
    }

    /// <summary>Parses a <see cref="McapOpcode.MetadataIndex"/>.</summary>
    public McapMetadataIndex ToMetadataIndex()
    {
        var fields = Fields(McapOpcode.MetadataIndex);
        return new McapMetadataIndex(fields.U64("offset"), fields.U64("length"), fields.Text("name"));
    }

    /// <summary>Parses a <see cref="McapOpcode.SummaryOffset"/>.</summary>
    public McapSummaryOffset ToSummaryOffset()
    {
        var fields = Fields(McapOpcode.SummaryOffset);
        return new McapSummaryOffset((McapOpcode)fields.U8("group_opcode"), fields.U64("group_start"), fields.U64("group_length"));
    }

    /// <summary>Parses a <see cref="McapOpcode.DataEnd"/>.</summary>
    public McapDataEnd ToDataEnd() => new(Fields(McapOpcode.DataEnd).U32("data_section_crc"));

    /// <summary>An error about this record.</summary>
    internal McapException Error(string problem) => new(Position, Opcode, problem);

    private FieldReader Fields(McapOpcode expected) => Opcode == expected
        ? new FieldReader(this)
        : throw new InvalidOperationException($"The record is {McapException.NameOf(Opcode)}, not {expected}.");
}
