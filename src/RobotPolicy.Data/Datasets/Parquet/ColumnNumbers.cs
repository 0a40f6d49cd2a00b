namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Values of columns of any type as numbers.</summary>
internal static class ColumnNumbers
{
    /// <summary>The leaves of a row; texts have none.</summary>
    public static double[] Row(ParquetColumnData column, int row) => column.Column.Kind switch
    {
        ParquetKind.Boolean => Convert(column.Row<byte>(row), value => value),
        ParquetKind.Int64 => Convert(column.Row<long>(row), value => value),
        ParquetKind.Float32 => Convert(column.Row<float>(row), value => value),
        ParquetKind.Float64 => column.Row<double>(row).ToArray(),
        _ => [],
    };

    private static double[] Convert<T>(ReadOnlySpan<T> values, Func<T, double> convert)
    {
        var numbers = new double[values.Length];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = convert(values[i]);
        return numbers;
    }
}
