using RobotPolicy.Data.Mcap.Compression;
using RobotPolicy.Data.Mcap.Encoding;
using RobotPolicy.Data.Mcap.Records;
using RobotPolicy.Data.Mcap.Writing;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// Writes a file from its first byte to its last; the stream need not be seekable and gets whole records only. Writing messages
/// allocates nothing once the chunk's buffers have grown. Not thread-safe. After an exception from the stream the writer is spent: what
/// stands in the file up to the last whole record can be recovered. Messages of <see cref="McapWriteOptions.DirectSize"/> and more
/// reach the stream straight from the caller's memory, before the chunk that is being filled.
/// </summary>
public sealed partial class McapWriter : IDisposable
{
    // Where a definition stands: in no chunk yet, or in a chunk by its number. The chunk that is being filled has the number _place.
    private const long Nowhere = -1;

    // Opcode, length and the fields of an uncompressed chunk before its records.
    private const int DirectPrefixLength = 49;

    // Opcode, length and the fields of a chunk before its records, with the longest compression name.
    private const int ChunkPrefixRoom = 64;

    private readonly McapWriteOptions _options;
    private readonly RecordOutput _output;
    private readonly Stream? _owned;
    private readonly ChunkCompressor? _compressor;
    private readonly RecordBuffer _records = new(4096);
    private readonly RecordBuffer _chunk;
    private readonly RecordBuffer? _compressed;
    private readonly SummaryGroups _groups = new();
    private readonly List<McapSchema> _schemas = [];
    private readonly List<ChannelLog> _channels = [];
    private readonly List<ChannelLog> _chunkChannels = [];
    private readonly List<ChannelLog> _counted = [];
    private readonly List<long> _schemaPlaces = [];
    private long _place = 1;
    private ulong _messageCount;
    private ulong _startTime;
    private ulong _endTime;
    private ulong _chunkStartTime;
    private ulong _chunkEndTime;
    private int _chunkMessages;
    private uint _chunkCount;
    private uint _attachmentCount;
    private uint _metadataCount;
    private bool _completed;

    /// <summary>Writes the magic and the header.</summary>
    /// <param name="stream">Written from where it stands. Unbuffered is best: each call gives a whole chunk or index.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="leaveOpen">Whether disposing leaves the stream open.</param>
    public McapWriter(Stream stream, McapWriteOptions? options = null, bool leaveOpen = false)
    {
        _options = options ?? McapWriteOptions.Default;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.ChunkSize, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(_options.DirectSize, nameof(options));
        _output = new RecordOutput(stream, _options.DataSectionCrc);
        _owned = leaveOpen ? null : stream;
        _chunk = new RecordBuffer(_options.UseChunks ? (int)Math.Min(Array.MaxLength, _options.ChunkSize + (64L << 10)) : 4096, ChunkPrefixRoom);
        if (_options.UseChunks && _options.Compression != McapCompression.None)
        {
            _compressor = new ChunkCompressor(_options.Compression, _options.CompressionLevel);
            _compressed = new RecordBuffer(_options.ChunkSize, ChunkPrefixRoom);
        }

        _records.Raw(McapFormat.Magic).Write(new McapHeader(_options.Profile, _options.Library));
        _output.Write(_records);
    }

    /// <summary>Bytes that the stream got so far.</summary>
    public long Position => _output.Position;

    /// <summary>Bytes of records that wait for their chunk to be finished.</summary>
    public int PendingBytes => _chunk.Length;

    /// <summary>Messages so far.</summary>
    public ulong MessageCount => _messageCount;

    /// <summary>Creates or replaces a file.</summary>
    public static McapWriter Create(string path, McapWriteOptions? options = null) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0), options);

    /// <summary>Registers a message type; returns its id. It is written with the first message that needs it, and in the summary.</summary>
    /// <param name="name">For ROS 2 <c>package/msg/Type</c>.</param>
    /// <param name="encoding"><c>ros2msg</c>, …</param>
    /// <param name="data">The definition; copied.</param>
    public ushort AddSchema(string name, string encoding, ReadOnlySpan<byte> data)
    {
        var id = _schemas.Count < ushort.MaxValue
            ? (ushort)(_schemas.Count + 1)
            : throw new InvalidOperationException("A file has at most 65535 schemas.");
        _schemas.Add(new McapSchema(id, name, encoding, data.ToArray()));
        _schemaPlaces.Add(Nowhere);
        return id;
    }

    /// <summary>Registers a topic; returns its id. It is written with its first message, and in the summary.</summary>
    /// <param name="schemaId">From <see cref="AddSchema"/>; 0 for none, which ROS 2 tools do not open.</param>
    /// <param name="topic">Its name.</param>
    /// <param name="messageEncoding"><c>cdr</c>, …</param>
    /// <param name="metadata">Null for none; copied.</param>
    public ushort AddChannel(ushort schemaId, string topic, string messageEncoding, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (schemaId > _schemas.Count)
            throw new ArgumentException($"There is no schema {schemaId}.", nameof(schemaId));
        var id = _channels.Count < ushort.MaxValue
            ? (ushort)(_channels.Count + 1)
            : throw new InvalidOperationException("A file has at most 65535 channels.");
        var copy = new OrderedDictionary<string, string>(metadata ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        _channels.Add(new ChannelLog(new McapChannel(id, schemaId, topic, messageEncoding, copy)));
        return id;
    }

    /// <summary>Writes a message. Times may go backwards.</summary>
    /// <param name="channelId">From <see cref="AddChannel"/>.</param>
    /// <param name="sequence">The publisher's counter; 0 if unknown.</param>
    /// <param name="logTime">When it was received, nanoseconds.</param>
    /// <param name="publishTime">When it was published, nanoseconds.</param>
    /// <param name="data">Its bytes; copied or written before the call returns.</param>
    public void WriteMessage(ushort channelId, uint sequence, ulong logTime, ulong publishTime, ReadOnlySpan<byte> data)
    {
        ThrowIfCompleted();
        if (channelId == 0 || channelId > _channels.Count)
            throw new ArgumentException($"There is no channel {channelId}.", nameof(channelId));
        var log = _channels[channelId - 1];
        if (_options.DirectSize > 0 && data.Length >= _options.DirectSize && _options.UseChunks && _compressor is null)
        {
            WriteDirectly(log, sequence, logTime, publishTime, data);
            return;
        }

        // A block of memory holds at most 2 GiB, whatever the chunk size.
        if (_chunk.Length > 0 && (long)_chunk.Length + data.Length > Array.MaxLength - (1 << 20))
            FinishChunk();
        Count(log, logTime);
        var target = _options.UseChunks ? _chunk : _records;
        Define(log, target);
        if (_options.UseChunks)
            Index(log, logTime);
        var length = McapFormat.MessagePrefix + data.Length;
        target.U8((byte)McapOpcode.Message).U64((ulong)length).U16(channelId).U32(sequence).U64(logTime).U64(publishTime).Raw(data);
        if (!_options.UseChunks)
            _output.Write(_records);
        else if (_chunk.Length > _options.ChunkSize)
            FinishChunk();
    }

    /// <summary>Writes an attachment, before the chunk that is being filled.</summary>
    public void WriteAttachment(ulong logTime, ulong createTime, string name, string mediaType, ReadOnlySpan<byte> data)
    {
        ThrowIfCompleted();
        var begin = BeginAttachment(logTime, createTime, name, mediaType, (ulong)data.Length);
        _records.Raw(data);
        _records.U32(_options.AttachmentCrc ? Crc32.Of(_records.Written[(begin + McapFormat.RecordPrefix)..]) : 0).End(begin);
        EndAttachment(logTime, createTime, name, mediaType, (ulong)data.Length, (ulong)_records.Length);
        _output.Write(_records);
    }

    /// <summary>Writes an attachment of any size, before the chunk that is being filled.</summary>
    /// <param name="logTime">When it was recorded, nanoseconds.</param>
    /// <param name="createTime">When it was made, nanoseconds; 0 if unknown.</param>
    /// <param name="name">Its name.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="data">Read from where it stands.</param>
    /// <param name="length">Bytes to take from it.</param>
    /// <exception cref="EndOfStreamException">The stream has fewer; the file ends with half an attachment, and the writer is spent.</exception>
    public void WriteAttachment(ulong logTime, ulong createTime, string name, string mediaType, Stream data, long length)
    {
        ThrowIfCompleted();
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        _ = BeginAttachment(logTime, createTime, name, mediaType, (ulong)length);
        var total = (ulong)_records.Length + (ulong)length + 4;
        _records.PatchLength(0, total - McapFormat.RecordPrefix);
        var crc = default(Crc32);
        crc.Append(_records.Written[McapFormat.RecordPrefix..]);
        EndAttachment(logTime, createTime, name, mediaType, (ulong)length, total);
        _output.Write(_records);
        for (var left = length; left > 0;)
        {
            var part = _records.Room((int)Math.Min(left, 256 << 10));
            try
            {
                data.ReadExactly(part);
            }
            catch
            {
                _output.IsBroken = true;
                throw;
            }

            crc.Append(part);
            _records.Advance(part.Length);
            left -= part.Length;
            _output.Write(_records);
        }

        _output.Write(_records.U32(_options.AttachmentCrc ? crc.Value : 0));
    }

    /// <summary>Writes a named map of texts, before the chunk that is being filled.</summary>
    public void WriteMetadata(string name, IReadOnlyDictionary<string, string> entries)
    {
        ThrowIfCompleted();
        _records.Write(new McapMetadata(name, entries));
        _metadataCount++;
        if (_options.UseMetadataIndex)
            _groups.MetadataIndexes.Write(new McapMetadataIndex((ulong)_output.Position, (ulong)_records.Length, name));
        _output.Write(_records);
    }

    /// <summary>Finishes the chunk that is being filled, if it has messages: what was written before outlives the process.</summary>
    public void FinishChunk()
    {
        ThrowIfCompleted();
        if (_chunkMessages > 0)
            WriteChunk();
    }

    /// <summary>Writes the last chunk, the summary and the footer, and flushes. Further calls do nothing.</summary>
    public void Complete()
    {
        if (_completed)
            return;
        FinishChunk();
        WriteSummary();
        _completed = true;
        _output.Flush();
    }

    /// <summary>Completes the file, unless its stream failed, and closes the stream if it is the writer's.</summary>
    public void Dispose()
    {
        try
        {
            if (!_output.IsBroken)
                Complete();
        }
        finally
        {
            _compressor?.Dispose();
            _compressed?.Dispose();
            _chunk.Dispose();
            _records.Dispose();
            _groups.Dispose();
            _owned?.Dispose();
        }
    }

    private void ThrowIfCompleted()
    {
        if (_completed)
            throw new InvalidOperationException("The file is complete.");
        if (_output.IsBroken)
            throw new InvalidOperationException("The file's stream failed before; the rest of the recording needs a new file.");
    }
}
