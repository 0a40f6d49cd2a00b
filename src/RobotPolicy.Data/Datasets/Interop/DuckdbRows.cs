using System.Runtime.InteropServices;
using System.Text;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>The rows of a query, batch by batch; the batch is reused.</summary>
internal sealed unsafe class DuckdbRows : IDisposable
{
    // Rows of lists of lists; what a file claims beyond that is refused.
    private const int MaximumDepth = 4;

    // Bounds what one batch can take, whatever lengths a file claims for its lists.
    private const int MaximumLeaves = 1 << 24;

    private Duckdb.duckdb_result _result;
    private bool _open;

    internal DuckdbRows(DuckdbSession session, string sql)
    {
        nint statement = 0;
        nint pending = 0;
        try
        {
            if (Duckdb.duckdb_prepare(session.Connection, sql, out statement) != 0)
                throw new DuckdbException(Marshal.PtrToStringUTF8(Duckdb.duckdb_prepare_error(statement)));
            if (Duckdb.duckdb_pending_prepared_streaming(statement, out pending) != 0)
                throw new DuckdbException(Marshal.PtrToStringUTF8(Duckdb.duckdb_pending_error(pending)));
            var state = Duckdb.duckdb_execute_pending(pending, out _result);
            _open = true;
            if (state != 0)
                throw new DuckdbException(Marshal.PtrToStringUTF8(Duckdb.duckdb_result_error(ref _result)));
            Batch = new ParquetBatch(Columns());
        }
        catch
        {
            Dispose();
            throw;
        }
        finally
        {
            if (pending != 0)
                Duckdb.duckdb_destroy_pending(ref pending);
            if (statement != 0)
                Duckdb.duckdb_destroy_prepare(ref statement);
        }
    }

    /// <summary>The rows that <see cref="Read"/> fetched last.</summary>
    public ParquetBatch Batch { get; }

    /// <summary>Fetches the next batch; false at the end.</summary>
    /// <exception cref="DuckdbException">The query failed on the way.</exception>
    public bool Read()
    {
        Batch.Clear();
        var chunk = Duckdb.duckdb_fetch_chunk(_result);
        if (chunk == 0)
        {
            return Duckdb.duckdb_result_error(ref _result) is var error && error != 0
                ? throw new DuckdbException(Marshal.PtrToStringUTF8(error))
                : false;
        }

        try
        {
            var rows = checked((int)Duckdb.duckdb_data_chunk_get_size(chunk));
            for (var i = 0; i < Batch.Columns.Count; i++)
            {
                var vector = Duckdb.duckdb_data_chunk_get_vector(chunk, (ulong)i);
                for (var row = 0; row < rows; row++)
                {
                    Copy(Batch.Columns[i], vector, (ulong)row, Batch.Columns[i].Column.ListDepth);
                    Batch.Columns[i].EndRow();
                }
            }

            return rows > 0;
        }
        finally
        {
            Duckdb.duckdb_destroy_data_chunk(ref chunk);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_open)
            Duckdb.duckdb_destroy_result(ref _result);
        _open = false;
    }

    private static void Copy(ParquetColumnData target, nint vector, ulong index, int depth)
    {
        var data = Duckdb.duckdb_vector_get_data(vector);
        var validity = Duckdb.duckdb_vector_get_validity(vector);
        var present = validity is null || (validity[index / 64] >> (int)(index % 64) & 1) != 0;
        if (!present)
        {
            target.AddNull();
            return;
        }

        if (depth == 0)
        {
            CopyLeaves(target, data, index, 1);
            return;
        }

        var entry = ((Duckdb.duckdb_list_entry*)data)[index];
        var child = Duckdb.duckdb_list_vector_get_child(vector);
        if (entry.length > MaximumLeaves || (ulong)target.LeafCount + entry.length > MaximumLeaves)
            throw new DuckdbException($"column {target.Column.Name} has a list of {entry.length} elements");
        var childValidity = Duckdb.duckdb_vector_get_validity(child);
        if (depth == 1 && childValidity is null)
        {
            CopyLeaves(target, Duckdb.duckdb_vector_get_data(child), entry.offset, (int)entry.length);
            return;
        }

        for (var i = entry.offset; i < entry.offset + entry.length; i++)
            Copy(target, child, i, depth - 1);
    }

    private static void CopyLeaves(ParquetColumnData target, void* data, ulong start, int count)
    {
        switch (target.Column.Kind)
        {
            case ParquetKind.Boolean:
                target.AddLeaves(new ReadOnlySpan<byte>((byte*)data + start, count));
                break;
            case ParquetKind.Int64:
                target.AddLeaves(new ReadOnlySpan<long>((long*)data + start, count));
                break;
            case ParquetKind.Float32:
                target.AddLeaves(new ReadOnlySpan<float>((float*)data + start, count));
                break;
            case ParquetKind.Float64:
                target.AddLeaves(new ReadOnlySpan<double>((double*)data + start, count));
                break;
            default:
                for (var i = 0; i < count; i++)
                {
                    var text = (Duckdb.duckdb_string_t*)data + start + i;
                    var bytes = text->length <= 12 ? &text->inlined : text->pointer;
                    target.AddText(Encoding.UTF8.GetString(bytes, checked((int)text->length)));
                }

                break;
        }
    }

    private List<ParquetColumn> Columns()
    {
        List<ParquetColumn> columns = [];
        var count = Duckdb.duckdb_column_count(ref _result);
        for (var i = 0UL; i < count; i++)
        {
            var name = Marshal.PtrToStringUTF8(Duckdb.duckdb_column_name(ref _result, i)) ?? "";
            var type = Duckdb.duckdb_column_logical_type(ref _result, i);
            var depth = 0;
            while (Duckdb.duckdb_get_type_id(type) == Duckdb.DUCKDB_TYPE_LIST && depth < MaximumDepth)
            {
                var child = Duckdb.duckdb_list_type_child_type(type);
                Duckdb.duckdb_destroy_logical_type(ref type);
                type = child;
                depth++;
            }

            ParquetKind? kind = Duckdb.duckdb_get_type_id(type) switch
            {
                Duckdb.DUCKDB_TYPE_BOOLEAN => ParquetKind.Boolean,
                Duckdb.DUCKDB_TYPE_BIGINT => ParquetKind.Int64,
                Duckdb.DUCKDB_TYPE_FLOAT => ParquetKind.Float32,
                Duckdb.DUCKDB_TYPE_DOUBLE => ParquetKind.Float64,
                Duckdb.DUCKDB_TYPE_VARCHAR => ParquetKind.Text,
                _ => null,
            };
            Duckdb.duckdb_destroy_logical_type(ref type);
            columns.Add(new ParquetColumn(name, kind ?? throw new DuckdbException($"column {name} has a type that no dataset has"), depth));
        }

        return columns;
    }
}
