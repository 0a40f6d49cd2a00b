using System.Runtime.InteropServices;
using System.Text;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>Puts batches of rows into a table, whole vectors at a time.</summary>
internal sealed unsafe class DuckdbAppender : IDisposable
{
    private readonly int _columns;
    private nint _appender;
    private nint _chunk;

    /// <summary>Opens one.</summary>
    /// <param name="session">Outlives it.</param>
    /// <param name="table">A table with these columns in this order.</param>
    /// <param name="columns">Its columns.</param>
    public DuckdbAppender(DuckdbSession session, string table, IReadOnlyList<ParquetColumn> columns)
    {
        _columns = columns.Count;
        if (Duckdb.duckdb_appender_create(session.Connection, null, table, out _appender) != 0)
        {
            var text = Marshal.PtrToStringUTF8(Duckdb.duckdb_appender_error(_appender));
            Dispose();
            throw new DuckdbException(text);
        }

        var types = stackalloc nint[_columns];
        for (var i = 0; i < _columns; i++)
            types[i] = TypeOf(columns[i]);
        _chunk = Duckdb.duckdb_create_data_chunk(types, (ulong)_columns);
        for (var i = 0; i < _columns; i++)
            Duckdb.duckdb_destroy_logical_type(ref types[i]);
    }

    /// <summary>Appends rows.</summary>
    /// <param name="batch">Not more than <see cref="ParquetBatch.MaximumRows"/>.</param>
    /// <exception cref="DuckdbException">There is no room left.</exception>
    public void Append(ParquetBatch batch)
    {
        Duckdb.duckdb_data_chunk_reset(_chunk);
        for (var i = 0; i < _columns; i++)
            Fill(Duckdb.duckdb_data_chunk_get_vector(_chunk, (ulong)i), batch.Columns[i]);
        Duckdb.duckdb_data_chunk_set_size(_chunk, (ulong)batch.RowCount);
        if (Duckdb.duckdb_append_data_chunk(_appender, _chunk) != 0)
            throw new DuckdbException(Marshal.PtrToStringUTF8(Duckdb.duckdb_appender_error(_appender)));
    }

    /// <summary>Makes the rows visible to queries. The last call but Dispose.</summary>
    public void Complete()
    {
        if (Duckdb.duckdb_appender_close(_appender) != 0)
            throw new DuckdbException(Marshal.PtrToStringUTF8(Duckdb.duckdb_appender_error(_appender)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_chunk != 0)
            Duckdb.duckdb_destroy_data_chunk(ref _chunk);
        if (_appender != 0)
            _ = Duckdb.duckdb_appender_destroy(ref _appender);
        _appender = 0;
    }

    private static nint TypeOf(ParquetColumn column)
    {
        var type = Duckdb.duckdb_create_logical_type(column.Kind switch
        {
            ParquetKind.Boolean => Duckdb.DUCKDB_TYPE_BOOLEAN,
            ParquetKind.Int64 => Duckdb.DUCKDB_TYPE_BIGINT,
            ParquetKind.Float32 => Duckdb.DUCKDB_TYPE_FLOAT,
            ParquetKind.Float64 => Duckdb.DUCKDB_TYPE_DOUBLE,
            _ => Duckdb.DUCKDB_TYPE_VARCHAR,
        });
        for (var i = 0; i < column.ListDepth; i++)
        {
            var list = Duckdb.duckdb_create_list_type(type);
            Duckdb.duckdb_destroy_logical_type(ref type);
            type = list;
        }

        return type;
    }

    private static void Fill(nint vector, ParquetColumnData column)
    {
        for (var level = 0; level < column.Column.ListDepth; level++)
        {
            var lengths = column.Lengths(level);
            var entries = (Duckdb.duckdb_list_entry*)Duckdb.duckdb_vector_get_data(vector);
            var total = 0UL;
            for (var i = 0; i < lengths.Length; i++)
            {
                entries[i] = new Duckdb.duckdb_list_entry { offset = total, length = (ulong)lengths[i] };
                total += (ulong)lengths[i];
            }

            if (Duckdb.duckdb_list_vector_reserve(vector, total) != 0 || Duckdb.duckdb_list_vector_set_size(vector, total) != 0)
                throw new DuckdbException($"no memory for column {column.Column.Name}");
            vector = Duckdb.duckdb_list_vector_get_child(vector);
        }

        if (column.Column.Kind == ParquetKind.Text)
        {
            for (var i = 0; i < column.LeafCount; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(column.Text(i));
                fixed (byte* text = bytes)
                    Duckdb.duckdb_vector_assign_string_element_len(vector, (ulong)i, text, (ulong)bytes.Length);
            }

            return;
        }

        column.Bytes.CopyTo(new Span<byte>(Duckdb.duckdb_vector_get_data(vector), column.Bytes.Length));
    }
}
