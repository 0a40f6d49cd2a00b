using System.Buffers.Binary;
using RobotPolicy.Data.Mcap.Compression;
using RobotPolicy.Data.Mcap.Reading;
using RobotPolicy.Data.Mcap.Records;
using RobotPolicy.Data.Mcap.Writing;

namespace RobotPolicy.Data.Mcap.Recovery;

/// <summary>One recovery, from the damaged file's first byte to its last.</summary>
internal sealed class RecoveryWalk : IDisposable
{
    private readonly McapRecoveryOptions _options;
    private readonly FileBytes _file;
    private readonly RecordFinder _finder;
    private readonly ChunkDecompressor _decompressor;
    private readonly McapCatalog _catalog;
    private readonly McapWriter _writer;
    private readonly DefinitionCopier _copier;
    private readonly ushort[] _ids = new ushort[ushort.MaxValue + 1];
    private readonly List<McapLoss> _losses = [];
    private byte[] _buffer = [];
    private byte[] _chunkBuffer = [];
    private long _lossCount;
    private int _attachments;
    private int _metadata;
    private bool _sawFooter;

    public RecoveryWalk(Stream damaged, Stream recovered, McapRecoveryOptions options)
    {
        _options = options;
        _file = new FileBytes(damaged);
        _finder = new RecordFinder(_file);
        _decompressor = new ChunkDecompressor(options.Limits, validateCrcs: true);
        var (header, catalog) = Known(damaged, options);
        _catalog = catalog;
        var output = header is null ? options.Output : options.Output with { Profile = header.Profile, Library = header.Library };
        _writer = new McapWriter(recovered, output, leaveOpen: true);
        _copier = new DefinitionCopier(_writer);
    }

    public McapRecoveryReport Run(Action<double>? progress)
    {
        var at = 0L;
        if (HasMagic(0))
            at = McapFormat.Magic.Length;
        else
            at = Lose(0, "the opening magic is missing");
        while (at < _file.Length && !(at + McapFormat.Magic.Length == _file.Length && HasMagic(at)))
        {
            at = Step(at);
            progress?.Invoke(at / (double)_file.Length);
        }

        var complete = _sawFooter && at < _file.Length;
        if (!complete)
            Tell(new RecordPosition(_file.Length), 0, "the file ends without a footer and its closing magic");
        _writer.Complete();
        return new McapRecoveryReport(_writer.MessageCount, _attachments, _metadata, complete, _lossCount, _losses);
    }

    public void Dispose()
    {
        _decompressor.Dispose();
        _writer.Dispose();
    }

    // A whole summary knows channels whose definitions may be in a damaged chunk.
    private static (McapHeader? Header, McapCatalog Catalog) Known(Stream damaged, McapRecoveryOptions options)
    {
        try
        {
            using var reader = McapIndexedReader.Open(damaged, new McapReadOptions { Limits = options.Limits }, leaveOpen: true);
            return (reader.Header, reader.Catalog);
        }
        catch (McapException)
        {
            try
            {
                damaged.Position = 0;
                using var reader = new McapStreamReader(damaged, new McapReadOptions { Limits = options.Limits, ValidateCrcs = false, ReportChunks = true }, leaveOpen: true);
                reader.Read(out _);
                return (reader.Header, new McapCatalog());
            }
            catch (McapException)
            {
                return (null, new McapCatalog());
            }
        }
    }

    // Handles what begins at a byte; returns where to go on.
    private long Step(long at)
    {
        var next = at;
        try
        {
            if (_file.Length - at < McapFormat.RecordPrefix)
                return Lose(at, "the file was cut off here");
            Span<byte> prefix = stackalloc byte[McapFormat.RecordPrefix];
            _file.Read(at, prefix);
            var opcode = (McapOpcode)prefix[0];
            var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix[1..]);
            var left = (ulong)(_file.Length - at - McapFormat.RecordPrefix);
            if (length > left)
                return opcode == McapOpcode.Chunk ? CutOffChunk(at, (long)left) : Lose(at, $"{McapException.NameOf(opcode)} says {length} bytes, but {left} are left");
            if (opcode == 0)
                return Lose(at, "0 is not a valid opcode");
            next = at + McapFormat.RecordPrefix + (long)length;
            if (opcode is McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Message or McapOpcode.Chunk or McapOpcode.Attachment or McapOpcode.Metadata)
                Take(_file.Record((ulong)at, length + McapFormat.RecordPrefix, opcode, _options.Limits.MaxRecordBytes, ref _buffer));
            _sawFooter |= opcode == McapOpcode.Footer && length == McapFormat.FooterLength;
            return next;
        }
        catch (McapException exception)
        {
            // A record whose length is right is passed over whole: a chunk with a wrong checksum must not be searched for messages.
            if (next == at || !_finder.IsFollowed(next))
                return Lose(at, exception.Message.TrimEnd('.'));
            Tell(exception.Position, next - at, exception.Message.TrimEnd('.'));
            return next;
        }
    }

    private void Take(in McapRecord record)
    {
        switch (record.Opcode)
        {
            case McapOpcode.Chunk:
                TakeChunk(record);
                break;
            case McapOpcode.Attachment:
                var attachment = record.ToAttachment();
                if (attachment.Crc != 0 && attachment.Crc != attachment.ActualCrc)
                    throw record.Error("its checksum is wrong");
                _writer.WriteAttachment(attachment.LogTime, attachment.CreateTime, attachment.Name, attachment.MediaType, attachment.Data.Span);
                _attachments++;
                break;
            case McapOpcode.Metadata:
                var metadata = record.ToMetadata();
                _writer.WriteMetadata(metadata.Name, metadata.Entries);
                _metadata++;
                break;
            default:
                TakeMessage(record);
                break;
        }
    }

    private void TakeMessage(in McapRecord record)
    {
        if (record.Opcode == McapOpcode.Schema)
            _catalog.AddSchema(record);
        else if (record.Opcode == McapOpcode.Channel)
            _catalog.AddChannel(record);
        if (record.Opcode != McapOpcode.Message)
            return;
        var message = _catalog.Message(record);
        ref var id = ref _ids[message.ChannelId];
        if (id == 0)
            id = _copier.ChannelId(_catalog, _catalog.Channel(message.ChannelId)!);
        _writer.WriteMessage(id, message.Sequence, message.LogTime, message.PublishTime, message.Data.Span);
    }

    private void TakeChunk(in McapRecord record)
    {
        var chunk = record.ToChunk();
        ReadOnlyMemory<byte> records;
        try
        {
            records = _decompressor.Decompress(chunk, record.Position, ref _chunkBuffer);
        }
        catch (McapException) when (_options.KeepDamagedChunks)
        {
            Tell(record.Position, 0, "the chunk is damaged; its messages were kept as far as they can be told apart");
            records = _decompressor.DecompressPrefix(chunk, ref _chunkBuffer);
        }

        TakeRecords(records, record.Position.Offset);
    }

    // Returns the byte of the chunk behind the last record that made sense.
    private int TakeRecords(ReadOnlyMemory<byte> records, long chunkOffset)
    {
        var walker = new ChunkWalker(records, chunkOffset);
        var end = 0;
        try
        {
            while (walker.Next(out var record))
            {
                end = (int)record.Position.InChunk + McapFormat.RecordPrefix + record.Content.Length;
                try
                {
                    TakeMessage(record);
                }
                catch (McapException exception)
                {
                    Tell(exception.Position, 0, exception.Message.TrimEnd('.'));
                }
            }
        }
        catch (McapException exception)
        {
            Tell(exception.Position, 0, exception.Message.TrimEnd('.'));
        }

        return end;
    }

    // A chunk that the file does not hold to its end. If its length lies, records go on behind it; else it was being written.
    private long CutOffChunk(long at, long left)
    {
        var position = new RecordPosition(at);
        var length = (int)Math.Min(left, _options.Limits.MaxRecordBytes);
        if (_buffer.Length < length)
            _buffer = GC.AllocateUninitializedArray<byte>(length);
        _file.Read(at + McapFormat.RecordPrefix, _buffer.AsSpan(0, length));
        if (length < 40)
            return Lose(at, "a chunk was cut off within its first fields");
        var nameLength = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(28));
        if (nameLength is not (0 or 3 or 4))
            return Lose(at, "a chunk was cut off, and its compression is not known");
        var prefix = 32 + (int)nameLength + 8;
        if (length < prefix)
            return Lose(at, "a chunk was cut off within its first fields");
        var chunk = new McapChunk(
            0, 0, BinaryPrimitives.ReadUInt64LittleEndian(_buffer.AsSpan(16)), 0,
            System.Text.Encoding.ASCII.GetString(_buffer.AsSpan(32, (int)nameLength)), _buffer.AsMemory(prefix, length - prefix));
        Tell(position, 0, $"a chunk was cut off after {left} bytes; its messages were kept as far as it goes");
        var used = TakeRecords(_decompressor.DecompressPrefix(chunk, ref _chunkBuffer), at);
        var resume = at + McapFormat.RecordPrefix + (chunk.Compression.Length == 0 ? prefix + used : 0);
        return _finder.Find(Math.Max(resume, at + 1));
    }

    private long Lose(long at, string reason)
    {
        var next = _finder.Find(at + 1);
        Tell(new RecordPosition(at), next - at, reason);
        return next;
    }

    private void Tell(RecordPosition position, long length, string reason)
    {
        _lossCount++;
        if (_losses.Count < _options.MaxLosses)
            _losses.Add(new McapLoss(position, length, reason));
    }

    private bool HasMagic(long at)
    {
        if (_file.Length - at < McapFormat.Magic.Length)
            return false;
        Span<byte> found = stackalloc byte[8];
        _file.Read(at, found);
        return found.SequenceEqual(McapFormat.Magic);
    }
}
