namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Some rows of a table, column by column.</summary>
internal sealed class ParquetBatch
{
    /// <summary>Rows that a batch for writing holds at most: one vector of the engine.</summary>
    public const int MaximumRows = 2048;

    public ParquetBatch(IEnumerable<ParquetColumn> columns) => Columns = [.. columns.Select(column => new ParquetColumnData(column))];

    /// <summary>The columns.</summary>
    public IReadOnlyList<ParquetColumnData> Columns { get; }

    /// <summary>Rows now.</summary>
    public int RowCount => Columns.Count == 0 ? 0 : Columns[0].RowCount;

    /// <summary>Whether there is no room for another row.</summary>
    public bool IsFull => RowCount >= MaximumRows;

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear()
    {
        foreach (var column in Columns)
            column.Clear();
    }
}
