using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Format;

/// <summary><c>meta/tasks.parquet</c>: the texts of tasks by number.</summary>
internal static class TasksFile
{
    private const string Table = "tasks";

    private static readonly ParquetColumn[] Columns = [new("task_index", ParquetKind.Int64), new(ForeignMetadata.IndexColumn, ParquetKind.Text)];

    /// <summary>Writes it.</summary>
    /// <param name="session">Reaches the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="tasks">Texts by number.</param>
    public static void Write(DuckdbSession session, string path, IReadOnlyList<string> tasks)
    {
        session.Execute($"CREATE OR REPLACE TABLE {Table} (task_index BIGINT, {ForeignMetadata.IndexColumn} VARCHAR)");
        using (var appender = new DuckdbAppender(session, Table, Columns))
        {
            foreach (var part in tasks.Index().Chunk(ParquetBatch.MaximumRows))
            {
                var batch = new ParquetBatch(Columns);
                foreach (var (number, task) in part)
                {
                    batch.Columns[0].Add((long)number);
                    batch.Columns[1].Add(task);
                }

                appender.Append(batch);
            }

            appender.Complete();
        }

        ParquetFile.Write(session, $"SELECT * FROM {Table}", path, ForeignMetadata.Tasks);
    }

    /// <summary>Reads it.</summary>
    /// <returns>Texts by number.</returns>
    /// <exception cref="DatasetException">It is damaged, or numbers are missing.</exception>
    public static IReadOnlyList<string> Read(DuckdbSession session, string path)
    {
        // Newer pandas names the index.
        var text = ParquetFile.Schema(session, path).FirstOrDefault(column => column.Type == "VARCHAR").Name
            ?? throw new DatasetException(path, $"a column of texts, {ForeignMetadata.IndexColumn}, is expected");
        SortedDictionary<long, string> tasks = [];
        foreach (var batch in ParquetFile.Read(session, path, [Columns[0], new ParquetColumn(text, ParquetKind.Text)]))
        {
            for (var row = 0; row < batch.RowCount; row++)
            {
                if (!tasks.TryAdd(batch.Columns[0].Row<long>(row)[0], batch.Columns[1].Text(row)))
                    throw new DatasetException(path, $"task {batch.Columns[0].Row<long>(row)[0]} is there twice");
            }
        }

        return tasks.Keys.Index().All(entry => entry.Index == entry.Item) ? [.. tasks.Values] : throw new DatasetException(path, "the numbers of tasks have gaps");
    }
}
