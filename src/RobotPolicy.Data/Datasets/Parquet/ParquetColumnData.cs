using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>
/// The values of one column for some rows: the innermost values ("leaves") one after the other, the lengths of the lists around them, and
/// where each row ends.
/// </summary>
internal sealed class ParquetColumnData
{
    private readonly List<int> _rowEnds = [];
    private readonly List<int>[] _lengths;
    private readonly List<string> _texts = [];
    private readonly int _width;
    private byte[] _bytes = [];
    private int _length;

    public ParquetColumnData(ParquetColumn column)
    {
        Column = column;
        _lengths = [.. Enumerable.Range(0, column.ListDepth).Select(_ => new List<int>())];
        _width = column.Kind switch
        {
            ParquetKind.Boolean => 1,
            ParquetKind.Float32 => 4,
            ParquetKind.Text => 0,
            _ => 8,
        };
    }

    /// <summary>Which column.</summary>
    public ParquetColumn Column { get; }

    /// <summary>Rows now.</summary>
    public int RowCount => _rowEnds.Count;

    /// <summary>Leaves now.</summary>
    public int LeafCount => _width == 0 ? _texts.Count : _length / _width;

    /// <summary>The leaves' bytes; none of texts.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Whether a value was absent where one was read.</summary>
    public bool HasNull { get; private set; }

    /// <summary>A leaf of a column of texts.</summary>
    public string Text(int leaf) => _texts[leaf];

    /// <summary>The leaves of a row.</summary>
    public ReadOnlySpan<T> Row<T>(int row)
        where T : unmanaged
    {
        var start = row == 0 ? 0 : _rowEnds[row - 1];
        return Leaves<T>()[start.._rowEnds[row]];
    }

    /// <summary>Leaves of a row.</summary>
    public int LeafCountOf(int row) => _rowEnds[row] - (row == 0 ? 0 : _rowEnds[row - 1]);

    /// <summary>The leaves of a row of texts.</summary>
    public IEnumerable<string> RowTexts(int row)
    {
        var start = row == 0 ? 0 : _rowEnds[row - 1];
        return _texts.Take(start.._rowEnds[row]);
    }

    /// <summary>All leaves.</summary>
    public ReadOnlySpan<T> Leaves<T>()
        where T : unmanaged =>
        Unsafe.SizeOf<T>() == _width
            ? MemoryMarshal.Cast<byte, T>(Bytes)
            : throw new InvalidOperationException($"Column {Column.Name} holds {Column.Kind}, not {typeof(T).Name}.");

    /// <summary>The lengths of the lists of a level; 0 is the outermost.</summary>
    public ReadOnlySpan<int> Lengths(int level) => CollectionsMarshal.AsSpan(_lengths[level]);

    /// <summary>Adds a row of one value.</summary>
    public void Add<T>(T value)
        where T : unmanaged
    {
        AddLeaves(new ReadOnlySpan<T>(in value));
        EndRow();
    }

    /// <summary>Adds a row of one text.</summary>
    public void Add(string text)
    {
        AddText(text);
        EndRow();
    }

    /// <summary>Adds a row that is a list of values.</summary>
    public void AddList<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        _lengths[0].Add(values.Length);
        AddLeaves(values);
        EndRow();
    }

    /// <summary>Adds a row that is a list of texts.</summary>
    public void AddList(IReadOnlyList<string> texts)
    {
        _lengths[0].Add(texts.Count);
        _texts.AddRange(texts);
        EndRow();
    }

    /// <summary>Adds a row of nested lists in which all lists of a level are of one length.</summary>
    /// <param name="shape">Those lengths, outermost first; as many as the column is deep.</param>
    /// <param name="values">As many as the product of the shape, the innermost index fastest.</param>
    public void AddNested<T>(ReadOnlySpan<int> shape, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var lists = 1;
        for (var level = 0; level < shape.Length; level++)
        {
            for (var i = 0; i < lists; i++)
                _lengths[level].Add(shape[level]);
            lists *= shape[level];
        }

        AddLeaves(values);
        EndRow();
    }

    /// <summary>Adds leaves to the row that is not finished yet.</summary>
    public void AddLeaves<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var bytes = MemoryMarshal.AsBytes(values);
        if (_length + bytes.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_length + bytes.Length, _bytes.Length * 2));
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Adds a text to the row that is not finished yet.</summary>
    public void AddText(string text) => _texts.Add(text);

    /// <summary>Notes an absent value: not a number, zero, or an empty text.</summary>
    public void AddNull()
    {
        HasNull = true;
        switch (Column.Kind)
        {
            case ParquetKind.Boolean:
                AddLeaves<byte>([0]);
                break;
            case ParquetKind.Int64:
                AddLeaves<long>([0]);
                break;
            case ParquetKind.Float32:
                AddLeaves([float.NaN]);
                break;
            case ParquetKind.Float64:
                AddLeaves([double.NaN]);
                break;
            default:
                AddText("");
                break;
        }
    }

    /// <summary>Finishes a row.</summary>
    public void EndRow() => _rowEnds.Add(LeafCount);

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear()
    {
        _rowEnds.Clear();
        _texts.Clear();
        _length = 0;
        HasNull = false;
        foreach (var level in _lengths)
            level.Clear();
    }
}
