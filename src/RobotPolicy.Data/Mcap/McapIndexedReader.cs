using RobotPolicy.Data.Mcap.Reading;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// Reads a seekable file by its summary: what is in it is known at once, and messages come by time and topic. A file whose summary lacks
/// chunk indexes or definitions is looked through once. Memory is bounded by <see cref="McapLimits"/>. Not thread-safe.
/// </summary>
public sealed class McapIndexedReader : IDisposable
{
    private readonly McapReadOptions _options;
    private readonly FileBytes _file;
    private readonly SegmentCache _cache;
    private readonly Stream? _owned;
    private readonly Summary _summary;
    private bool[]? _selection;

    private McapIndexedReader(Stream stream, McapReadOptions options, bool leaveOpen)
    {
        _options = options;
        _file = new FileBytes(stream);
        _cache = new SegmentCache(_file, options);
        _owned = leaveOpen ? null : stream;
        var summary = _summary = SummaryReader.Read(_file, _cache, options);
        Header = summary.Header;
        Footer = summary.Footer;
        Catalog = summary.Catalog;
        Statistics = summary.Statistics;
        ChunkIndexes = summary.ChunkIndexes;
        AttachmentIndexes = summary.AttachmentIndexes;
        MetadataIndexes = summary.MetadataIndexes;
        SummaryOffsets = summary.SummaryOffsets;
        WasScanned = summary.WasScanned;
        Segments = summary.Segments;
        ScannedCounts = summary.ScannedCounts;
    }

    /// <summary>The first record.</summary>
    public McapHeader Header { get; }

    /// <summary>The last record.</summary>
    public McapFooter Footer { get; }

    /// <summary>Schemas and channels.</summary>
    public McapCatalog Catalog { get; }

    /// <summary>Counts; null if the file has none.</summary>
    public McapStatistics? Statistics { get; }

    /// <summary>Chunk indexes of the summary, in its order; none without <see cref="McapReadOptions.KeepChunkIndexes"/>.</summary>
    public IReadOnlyList<McapChunkIndex> ChunkIndexes { get; }

    /// <summary>Attachment indexes of the summary, in its order.</summary>
    public IReadOnlyList<McapAttachmentIndex> AttachmentIndexes { get; }

    /// <summary>Metadata indexes of the summary, in its order.</summary>
    public IReadOnlyList<McapMetadataIndex> MetadataIndexes { get; }

    /// <summary>Summary offsets, in their order.</summary>
    public IReadOnlyList<McapSummaryOffset> SummaryOffsets { get; }

    /// <summary>Whether the summary did not suffice, so that the whole file was looked through.</summary>
    public bool WasScanned { get; }

    /// <summary>
    /// Where a file that ends without its footer stops making sense, and why; null for a whole one. Only with
    /// <see cref="McapReadOptions.AcceptCutOff"/>.
    /// </summary>
    public McapLoss? CutOff => _summary.CutOff;

    internal List<Segment> Segments { get; }

    /// <summary>By channel, whether the messages that are read now are wanted: only one reader is used at a time.</summary>
    internal bool[] Selection => _selection ??= new bool[ushort.MaxValue + 1];

    internal bool HasChunkIndexes => _summary.ChunkIndexCount > 0;

    internal IReadOnlyDictionary<ushort, ulong> ScannedCounts { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="stream">Seekable; the file begins at its byte 0.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="leaveOpen">Whether disposing leaves the stream open.</param>
    /// <exception cref="McapException">The file is damaged, or was cut off before its footer.</exception>
    public static McapIndexedReader Open(Stream stream, McapReadOptions? options = null, bool leaveOpen = false) =>
        new(stream, options ?? McapReadOptions.Default, leaveOpen);

    /// <summary>Opens a file by its path.</summary>
    /// <exception cref="McapException">The file is damaged, or was cut off before its footer.</exception>
    public static McapIndexedReader Open(string path, McapReadOptions? options = null)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0, FileOptions.RandomAccess);
        try
        {
            return Open(stream, options);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Messages, one after the other. Only one such reader is used at a time.</summary>
    /// <param name="query">Null for all by time.</param>
    public McapMessageReader ReadMessages(McapQuery? query = null) => new(this, _cache, query ?? McapQuery.All, _options.Limits);

    /// <summary>
    /// Takes in what was appended to a file that ended without its footer, without reading anew what was whole before. Readers of messages
    /// that were made before are not to be used any more.
    /// </summary>
    /// <returns>Whether it has grown.</returns>
    /// <exception cref="McapException">It became shorter.</exception>
    public bool Follow()
    {
        var before = _file.Length;
        if (CutOff is null)
            return false;
        _file.Grow();
        if (_file.Length == before)
            return false;
        SummaryReader.Follow(_file, _cache, _summary, _options);
        return true;
    }

    /// <summary>Reads an attachment; its data is a copy.</summary>
    /// <exception cref="McapException">There is no such attachment at that place, or its checksum is wrong.</exception>
    public McapAttachment ReadAttachment(McapAttachmentIndex index)
    {
        var record = _file.Record(index.Offset, index.Length, McapOpcode.Attachment, _options.Limits.MaxRecordBytes);
        var attachment = record.ToAttachment();
        return !_options.ValidateCrcs || attachment.Crc == 0 || attachment.Crc == attachment.ActualCrc
            ? attachment
            : throw record.Error($"crc says {attachment.Crc:x8}, but the attachment has {attachment.ActualCrc:x8}");
    }

    /// <summary>Reads a metadata record.</summary>
    /// <exception cref="McapException">There is none at that place.</exception>
    public McapMetadata ReadMetadata(McapMetadataIndex index) =>
        _file.Record(index.Offset, index.Length, McapOpcode.Metadata, _options.Limits.MaxRecordBytes).ToMetadata();

    /// <summary>Frees native memory, and the stream if it is the reader's.</summary>
    public void Dispose()
    {
        _cache.Dispose();
        _owned?.Dispose();
    }
}
