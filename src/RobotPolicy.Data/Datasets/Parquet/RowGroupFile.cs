using System.Buffers.Binary;

namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>
/// Makes one Parquet file of several that have the same columns, with their row groups as they are: the engine decides by itself where
/// a row group ends, and training scripts expect one an episode. Bytes are copied and only the footer is written anew, with its offsets
/// moved (parquet.thrift, FileMetaData).
/// </summary>
internal sealed class RowGroupFile : IDisposable
{
    private const int TailLength = 8;

    // Bounds the memory for a footer; one of ours has some kilobytes.
    private const int MaximumFooter = 1 << 26;

    private readonly FileStream _file;
    private readonly List<ThriftValue> _rowGroups = [];
    private ThriftStruct? _metadata;
    private long _rows;

    /// <summary>Creates the file.</summary>
    public RowGroupFile(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        _file.Write("PAR1"u8);
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Bytes so far, without the footer.</summary>
    public long Length => _file.Position;

    /// <summary>Appends the row groups of a file.</summary>
    /// <exception cref="DatasetException">That is no Parquet file, or of other columns.</exception>
    public void Append(string path)
    {
        using var part = new FileStream(path, FileMode.Open, FileAccess.Read);
        try
        {
            var metadata = ReadFooter(part, out var end);
            if (_metadata is not null && !Written(_metadata.Fields[2]).SequenceEqual(Written(metadata.Fields[2])))
                throw new FormatException("its columns are not those of the other parts");
            var shift = _file.Position - 4;
            part.Position = 4;
            CopyBytes(part, end - 4);
            foreach (var rowGroup in metadata.Structs(4))
            {
                Move(rowGroup, shift);
                rowGroup.Fields[7] = new ThriftNumber(4, unchecked((short)_rowGroups.Count));
                _rowGroups.Add(rowGroup);
            }

            _rows += metadata.Number(3);
            _metadata ??= metadata;
        }
        catch (FormatException e)
        {
            throw new DatasetException(path, e.Message, e);
        }
    }

    /// <summary>Writes the footer and closes the file.</summary>
    public void Complete()
    {
        var metadata = _metadata ?? throw new InvalidOperationException("No part was appended.");
        metadata.Fields[3] = new ThriftNumber(6, _rows);
        metadata.Fields[4] = new ThriftList(9, 12, _rowGroups);
        var footer = new ThriftWriter();
        footer.Write(metadata);
        _file.Write(footer.Bytes);
        Span<byte> tail = stackalloc byte[TailLength];
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Bytes.Length);
        "PAR1"u8.CopyTo(tail[4..]);
        _file.Write(tail);
        _file.Flush(flushToDisk: true);
        _file.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static ThriftStruct ReadFooter(FileStream part, out long end)
    {
        Span<byte> tail = stackalloc byte[TailLength];
        if (part.Length < 4 + TailLength)
            throw new FormatException("it is too short for a Parquet file");
        part.Position = part.Length - TailLength;
        part.ReadExactly(tail);
        var length = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (!tail[4..].SequenceEqual("PAR1"u8) || length is <= 0 or > MaximumFooter || length > part.Length - 4 - TailLength)
            throw new FormatException("it does not end as a Parquet file does");
        end = part.Length - TailLength - length;
        var footer = new byte[length];
        part.Position = end;
        part.ReadExactly(footer);
        return new ThriftReader(footer).ReadStruct();
    }

    private static byte[] Written(ThriftValue value)
    {
        var writer = new ThriftWriter();
        writer.Write(new ThriftStruct(new SortedDictionary<short, ThriftValue> { [1] = value }));
        return writer.Bytes.ToArray();
    }

    // Everything in a footer that is a place in the file.
    private static void Move(ThriftStruct rowGroup, long shift)
    {
        rowGroup.Shift(5, shift);
        foreach (var column in rowGroup.Structs(1))
        {
            column.Shift(2, shift);
            column.Shift(4, shift);
            column.Shift(6, shift);
            if (!column.Fields.TryGetValue(3, out var content) || content is not ThriftStruct metadata)
                throw new FormatException("a column has no metadata");
            foreach (var field in (ReadOnlySpan<short>)[9, 10, 11, 14])
                metadata.Shift(field, shift);
        }
    }

    private void CopyBytes(FileStream part, long count)
    {
        var buffer = new byte[1 << 16];
        while (count > 0)
        {
            var read = part.Read(buffer, 0, (int)Math.Min(buffer.Length, count));
            if (read == 0)
                throw new FormatException("it became shorter while it was read");
            _file.Write(buffer, 0, read);
            count -= read;
        }
    }
}
