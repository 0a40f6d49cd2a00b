using System.Globalization;
using System.Text;
using RobotPolicy.Data.Datasets.Interop;

namespace RobotPolicy.Data.Datasets.Parquet;

/// <summary>Parquet files, written from and read into batches of columns.</summary>
internal static class ParquetFile
{
    // More rows than that are two row groups: the engine keeps a row group in memory.
    private const int RowGroupRows = 1 << 20;

    /// <summary>Writes the rows of a query into a file: Snappy, dictionaries where they help.</summary>
    /// <param name="session">Its folder contains the file.</param>
    /// <param name="query">What to write.</param>
    /// <param name="path">The file; replaced if there.</param>
    /// <param name="metadata">Key-value metadata of the footer.</param>
    /// <exception cref="DatasetException">It failed.</exception>
    public static void Write(DuckdbSession session, string query, string path, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var sql = new StringBuilder("COPY (").Append(query).Append(") TO ").Append(ParquetSql.Literal(path))
            .Append(CultureInfo.InvariantCulture, $" (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {RowGroupRows}, WRITE_BLOOM_FILTER false");
        if (metadata is { Count: > 0 })
        {
            sql.Append(", KV_METADATA {")
                .AppendJoin(", ", metadata.Select(entry => $"{ParquetSql.Name(entry.Key)}: {ParquetSql.Literal(entry.Value)}"))
                .Append('}');
        }

        try
        {
            session.Execute(sql.Append(')').ToString());
        }
        catch (DuckdbException e)
        {
            throw new DatasetException(path, e.Message, e);
        }
    }

    /// <summary>Reads rows, one batch after the other; the batch is reused.</summary>
    /// <param name="session">Its folder contains the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="columns">What to read; a file with other types is refused.</param>
    /// <param name="condition">Rows to read, in SQL; null for all.</param>
    /// <exception cref="DatasetException">The file is damaged, lacks a column or has it with another type, or has absent values.</exception>
    public static IEnumerable<ParquetBatch> Read(DuckdbSession session, string path, IReadOnlyList<ParquetColumn> columns, string? condition = null)
    {
        var sql = new StringBuilder("SELECT ")
            .AppendJoin(", ", columns.Select(column => ParquetSql.Name(column.Name)))
            .Append(" FROM read_parquet(").Append(ParquetSql.File(path)).Append(')')
            .Append(condition is null ? "" : " WHERE ").Append(condition)
            .ToString();
        using var rows = Guarded(path, () => session.Query(sql));
        foreach (var (expected, actual) in columns.Zip(rows.Batch.Columns))
        {
            if (expected != actual.Column)
                throw new DatasetException(path, $"column {expected.Name} is expected to be {expected.SqlType}, actual {actual.Column.SqlType}");
        }

        while (Guarded(path, rows.Read))
        {
            if (rows.Batch.Columns.FirstOrDefault(column => column.HasNull) is { } hole)
                throw new DatasetException(path, $"column {hole.Column.Name} lacks values");
            yield return rows.Batch;
        }
    }

    /// <summary>The columns of a file with their types in SQL, in order.</summary>
    /// <exception cref="DatasetException">The file is damaged.</exception>
    public static IReadOnlyList<(string Name, string Type)> Schema(DuckdbSession session, string path)
    {
        List<(string, string)> columns = [];
        using var rows = Guarded(path, () => session.Query($"SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet({ParquetSql.File(path)}))"));
        while (Guarded(path, rows.Read))
        {
            for (var i = 0; i < rows.Batch.RowCount; i++)
                columns.Add((rows.Batch.Columns[0].Text(i), rows.Batch.Columns[1].Text(i)));
        }

        return columns;
    }

    private static T Guarded<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (DuckdbException e)
        {
            throw new DatasetException(path, e.Message, e);
        }
    }
}
