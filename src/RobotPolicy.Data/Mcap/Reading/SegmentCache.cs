using RobotPolicy.Data.Mcap.Compression;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>Decompressed segments, the least recently used of them given up first; buffers are reused.</summary>
internal sealed class SegmentCache(FileBytes file, McapReadOptions options) : IDisposable
{
    private readonly ChunkDecompressor _decompressor = new(options.Limits, options.ValidateCrcs);
    private readonly LinkedList<Entry> _byUse = [];
    private readonly Dictionary<long, LinkedListNode<Entry>> _byOffset = [];
    private byte[] _spare = [];
    private long _bytes;

    /// <summary>The segment's records, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Load(Segment segment)
    {
        if (_byUse.First is { } newest && newest.Value.Offset == segment.Offset)
            return newest.Value.Records;
        if (_byOffset.TryGetValue(segment.Offset, out var known))
        {
            _byUse.Remove(known);
            _byUse.AddFirst(known);
            return known.Value.Records;
        }

        var buffer = Evict();
        var records = Read(segment, ref buffer);
        _bytes += buffer.Length;
        _byOffset[segment.Offset] = _byUse.AddFirst(new Entry(segment.Offset, buffer, records));
        return records;
    }

    /// <summary>Gives up what stands behind a byte of the file: it was not whole when it was read.</summary>
    public void Forget(long from)
    {
        for (var node = _byUse.First; node is not null;)
        {
            var next = node.Next;
            if (node.Value.Offset >= from)
            {
                _byUse.Remove(node);
                _byOffset.Remove(node.Value.Offset);
                _bytes -= node.Value.Buffer.Length;
            }

            node = next;
        }
    }

    public void Dispose() => _decompressor.Dispose();

    // A buffer of an entry that has to go; an empty one while there is room.
    private byte[] Evict()
    {
        byte[] freed = [];
        while (_byUse.Last is { } oldest && _bytes >= options.Limits.ChunkCacheBytes)
        {
            _byUse.RemoveLast();
            _byOffset.Remove(oldest.Value.Offset);
            _bytes -= oldest.Value.Buffer.Length;
            freed = oldest.Value.Buffer;
        }

        return freed;
    }

    private ReadOnlyMemory<byte> Read(Segment segment, ref byte[] buffer)
    {
        if (!segment.IsChunk)
        {
            if (buffer.Length < segment.Length)
                buffer = GC.AllocateUninitializedArray<byte>((int)segment.Length);
            file.Read(segment.Offset, buffer.AsSpan(0, (int)segment.Length));
            return buffer.AsMemory(0, (int)segment.Length);
        }

        var record = file.Record((ulong)segment.Offset, (ulong)segment.Length, McapOpcode.Chunk, options.Limits.MaxRecordBytes, ref buffer);
        var chunk = record.ToChunk();
        if (chunk.Compression.Length == 0)
            return _decompressor.Decompress(chunk, record.Position, ref buffer);

        // The compressed bytes are done with afterwards: their buffer serves the next chunk.
        var target = _spare;
        var records = _decompressor.Decompress(chunk, record.Position, ref target);
        (_spare, buffer) = (buffer, target);
        return records;
    }

    private sealed record Entry(long Offset, byte[] Buffer, ReadOnlyMemory<byte> Records);
}
