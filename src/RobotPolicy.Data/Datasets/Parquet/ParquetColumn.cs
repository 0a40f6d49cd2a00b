namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>A column: values, or lists (of lists) of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What the values are.</param>
/// <param name="ListDepth">0 for values, 1 for lists of values, and so on.</param>
internal sealed record ParquetColumn(string Name, ParquetKind Kind, int ListDepth = 0)
{
    /// <summary>The column's type in SQL.</summary>
    public string SqlType => Kind switch
    {
        ParquetKind.Boolean => "BOOLEAN",
        ParquetKind.Int64 => "BIGINT",
        ParquetKind.Float32 => "FLOAT",
        ParquetKind.Float64 => "DOUBLE",
        _ => "VARCHAR",
    } + string.Concat(Enumerable.Repeat("[]", ListDepth));
}
