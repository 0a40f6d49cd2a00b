using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets;

/// <summary>Some frames of an episode, in order. Good until the next ones are read.</summary>
public sealed class DatasetRows
{
    private readonly ParquetBatch _batch;
    private readonly Dictionary<string, ParquetColumnData> _columns;

    internal DatasetRows(ParquetBatch batch)
    {
        _batch = batch;
        _columns = batch.Columns.ToDictionary(column => column.Column.Name);
    }

    /// <summary>Frames.</summary>
    public int Count => _batch.RowCount;

    internal ParquetBatch Batch => _batch;

    /// <summary>Whether a feature is among them.</summary>
    public bool Has(string key) => _columns.ContainsKey(key);

    /// <summary>The value of a frame as numbers: false and true are 0 and 1; nested values run with the innermost index fastest.</summary>
    /// <param name="key">A feature that was asked for.</param>
    /// <param name="row">0…<see cref="Count"/> − 1.</param>
    /// <returns>As many as the feature has elements; none of a text.</returns>
    public double[] Numbers(string key, int row) => ColumnNumbers.Row(_columns[key], row);

    /// <summary>The value of a frame in single precision, without a copy. For features of type <c>float32</c>.</summary>
    public ReadOnlySpan<float> Singles(string key, int row) => _columns[key].Row<float>(row);

    /// <summary>The value of a frame that is a text.</summary>
    public string Text(string key, int row) => _columns[key].Text(row);
}
