using RobotPolicy.Data.Mcap.Compression;
using RobotPolicy.Data.Mcap.Reading;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// Reads a file from its first byte to its last, from any stream; chunks are opened, so that records come in the order of the file as
/// if there were none. Memory is bounded by <see cref="McapLimits"/>; reading messages allocates nothing once the buffers have
/// grown. Validates magic, order of sections, lengths, ids and checksums; ends after the closing magic. Not thread-safe.
/// </summary>
public sealed class McapStreamReader : IDisposable
{
    private readonly McapReadOptions _options;
    private readonly RecordSource _source;
    private readonly ChunkDecompressor _decompressor;
    private readonly Stream? _owned;
    private byte[] _chunkBuffer = [];
    private ChunkWalker _chunk;
    private McapRecord _pending;
    private Section _section = Section.Start;
    private bool _inChunk;
    private McapException? _failure;

    /// <param name="stream">Read from where it stands; need not be seekable.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="leaveOpen">Whether disposing leaves the stream open.</param>
    public McapStreamReader(Stream stream, McapReadOptions? options = null, bool leaveOpen = false)
    {
        _options = options ?? McapReadOptions.Default;
        _source = new RecordSource(stream, _options.Limits.MaxRecordBytes, _options.ValidateCrcs);
        _decompressor = new ChunkDecompressor(_options.Limits, _options.ValidateCrcs);
        _owned = leaveOpen ? null : stream;
    }

    private enum Section
    {
        Start,
        Data,
        Summary,
        Closing,
        End,
    }

    /// <summary>Schemas and channels met so far.</summary>
    public McapCatalog Catalog { get; } = new();

    /// <summary>The first record, once one was read.</summary>
    public McapHeader? Header { get; private set; }

    /// <summary>Bytes read so far: how far through the file the reader is.</summary>
    public long Offset => _source.Offset;

    /// <summary>Whether the whole file was read and is well-formed.</summary>
    public bool Finished => _section == Section.End;

    /// <summary>
    /// The next record of the specification or with an unknown opcode; false after the footer. An unknown record too long for memory is
    /// passed over.
    /// </summary>
    /// <exception cref="McapException">The file is damaged; further calls throw the same.</exception>
    public bool Read(out McapRecord record)
    {
        if (_failure is not null)
            throw new McapException(_failure.Position, _failure.Record, "reading ended here before");
        try
        {
            while (_section != Section.End)
            {
                if (Next(out record))
                    return true;
            }
        }
        catch (McapException exception)
        {
            _failure = exception;
            throw;
        }

        record = default;
        return false;
    }

    /// <summary>The next message, passing over everything else.</summary>
    /// <exception cref="McapException">The file is damaged.</exception>
    public bool ReadMessage(out McapMessage message)
    {
        while (Read(out var record))
        {
            if (record.Opcode != McapOpcode.Message)
                continue;
            message = record.ToMessage();
            return true;
        }

        message = default;
        return false;
    }

    /// <summary>Frees native memory, and the stream if it is the reader's.</summary>
    public void Dispose()
    {
        _decompressor.Dispose();
        _owned?.Dispose();
    }

    // One step; false if it gave no record.
    private bool Next(out McapRecord record)
    {
        if (_inChunk)
        {
            _inChunk = _chunk.Next(out record);
            if (_inChunk)
                AcceptDefinition(record);
            return _inChunk;
        }

        if (_pending.Opcode != 0)
        {
            var chunk = _pending;
            _pending = default;
            OpenChunk(chunk);
            record = default;
            return false;
        }

        if (_section == Section.Start)
        {
            _source.TakeMagic("opening");
            _section = Section.Data;
        }

        if (_section == Section.Closing)
        {
            // Only now: the footer that was handed out is a view of the buffer.
            _source.TakeMagic("closing");
            _section = Section.End;
            record = default;
            return false;
        }

        var crcBefore = _source.Crc;
        var (opcode, length) = _source.PeekPrefix();
        if (opcode > McapOpcode.DataEnd && length > (ulong)_options.Limits.MaxRecordBytes)
        {
            _source.Skip(opcode, length);
            record = default;
            return false;
        }

        CheckOrder(opcode, length);
        record = _source.Take(opcode, length);
        return Accept(record, crcBefore);
    }

    private void CheckOrder(McapOpcode opcode, ulong length)
    {
        var position = new RecordPosition(_source.Offset);
        if (Header is null && opcode != McapOpcode.Header)
            throw new McapException(position, opcode, "expected a Header as the first record");
        if (Header is not null && opcode == McapOpcode.Header)
            throw new McapException(position, opcode, "a second header");
        var inSummary = _section == Section.Summary;
        var wrong = opcode switch
        {
            McapOpcode.Message or McapOpcode.Chunk or McapOpcode.MessageIndex or McapOpcode.Attachment or McapOpcode.Metadata or McapOpcode.DataEnd => inSummary,
            McapOpcode.ChunkIndex or McapOpcode.AttachmentIndex or McapOpcode.MetadataIndex or McapOpcode.Statistics or McapOpcode.SummaryOffset
                or McapOpcode.Footer => !inSummary,
            _ => false,
        };
        if (wrong)
            throw new McapException(position, opcode, inSummary ? "it belongs before DataEnd" : "it belongs behind DataEnd");
        if (opcode == McapOpcode.Footer && length != McapFormat.FooterLength)
            throw new McapException(position, opcode, $"its length is {length} bytes, expected {McapFormat.FooterLength}");

        // The footer's own checksum is not part of what it covers.
        if (opcode == McapOpcode.Footer)
            _source.ComputeCrc = false;
    }

    private bool Accept(McapRecord record, uint crcBefore)
    {
        switch (record.Opcode)
        {
            case McapOpcode.Header:
                Header = record.ToHeader();
                break;
            case McapOpcode.Chunk:
                if (!_options.ReportChunks)
                {
                    OpenChunk(record);
                    return false;
                }

                _pending = record;
                break;
            case McapOpcode.Attachment:
                var attachment = record.ToAttachment();
                if (_options.ValidateCrcs && attachment.Crc != 0 && attachment.Crc != attachment.ActualCrc)
                    throw record.Error($"crc says {attachment.Crc:x8}, but the attachment has {attachment.ActualCrc:x8}");
                break;
            case McapOpcode.DataEnd:
                CheckCrc(record, "data_section_crc", record.ToDataEnd().DataSectionCrc, crcBefore);
                _source.ResetCrc();
                _section = Section.Summary;
                break;
            case McapOpcode.Footer:
                Finish(record);
                break;
            default:
                AcceptDefinition(record);
                break;
        }

        return true;
    }

    private void AcceptDefinition(in McapRecord record)
    {
        switch (record.Opcode)
        {
            case McapOpcode.Schema:
                Catalog.AddSchema(record);
                break;
            case McapOpcode.Channel:
                Catalog.AddChannel(record);
                break;
            case McapOpcode.Message:
                Catalog.Message(record);
                break;
        }
    }

    private void OpenChunk(in McapRecord record)
    {
        _chunk = new ChunkWalker(_decompressor.Decompress(record.ToChunk(), record.Position, ref _chunkBuffer), record.Position.Offset);
        _inChunk = true;
    }

    private void Finish(in McapRecord record)
    {
        var footer = record.ToFooter();
        if (_options.ValidateCrcs && footer.SummaryCrc != 0)
        {
            var covered = _source.CrcWith([(byte)McapOpcode.Footer, McapFormat.FooterLength, 0, 0, 0, 0, 0, 0, 0], record.Content.Span[..16]);
            CheckCrc(record, "summary_crc", footer.SummaryCrc, covered);
        }

        _section = Section.Closing;
    }

    private void CheckCrc(in McapRecord record, string field, uint expected, uint actual)
    {
        if (_options.ValidateCrcs && expected != 0 && expected != actual)
            throw record.Error($"{field} says {expected:x8}, but the bytes have {actual:x8}");
    }
}
