using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>The few functions of DuckDB's C API that we call (duckdb.h, 1.5).</summary>
internal static unsafe partial class Duckdb
{
    public const string Library = "libduckdb.so";

    public const int DUCKDB_TYPE_BOOLEAN = 1;
    public const int DUCKDB_TYPE_BIGINT = 5;
    public const int DUCKDB_TYPE_FLOAT = 10;
    public const int DUCKDB_TYPE_DOUBLE = 11;
    public const int DUCKDB_TYPE_VARCHAR = 17;
    public const int DUCKDB_TYPE_LIST = 24;

    static Duckdb() => DuckdbLibrary.Register();

    [LibraryImport(Library)]
    public static partial int duckdb_create_config(out nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_set_config(nint config, string name, string option);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_config(ref nint config);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_open_ext(string? path, out nint database, nint config, out nint error);

    [LibraryImport(Library)]
    public static partial void duckdb_close(ref nint database);

    [LibraryImport(Library)]
    public static partial int duckdb_connect(nint database, out nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_disconnect(ref nint connection);

    [LibraryImport(Library)]
    public static partial void duckdb_free(nint pointer);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_prepare(nint connection, string query, out nint statement);

    [LibraryImport(Library)]
    public static partial nint duckdb_prepare_error(nint statement);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_prepare(ref nint statement);

    [LibraryImport(Library)]
    public static partial int duckdb_pending_prepared_streaming(nint statement, out nint pending);

    [LibraryImport(Library)]
    public static partial nint duckdb_pending_error(nint pending);

    [LibraryImport(Library)]
    public static partial int duckdb_execute_pending(nint pending, out duckdb_result result);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_pending(ref nint pending);

    [LibraryImport(Library)]
    public static partial nint duckdb_result_error(ref duckdb_result result);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_result(ref duckdb_result result);

    [LibraryImport(Library)]
    public static partial ulong duckdb_column_count(ref duckdb_result result);

    [LibraryImport(Library)]
    public static partial nint duckdb_column_name(ref duckdb_result result, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_column_logical_type(ref duckdb_result result, ulong column);

    [LibraryImport(Library)]
    public static partial nint duckdb_fetch_chunk(duckdb_result result);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_logical_type(int type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_list_type(nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_list_type_child_type(nint type);

    [LibraryImport(Library)]
    public static partial int duckdb_get_type_id(nint type);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_logical_type(ref nint type);

    [LibraryImport(Library)]
    public static partial nint duckdb_create_data_chunk(nint* types, ulong columnCount);

    [LibraryImport(Library)]
    public static partial void duckdb_destroy_data_chunk(ref nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_data_chunk_reset(nint chunk);

    [LibraryImport(Library)]
    public static partial ulong duckdb_data_chunk_get_size(nint chunk);

    [LibraryImport(Library)]
    public static partial void duckdb_data_chunk_set_size(nint chunk, ulong size);

    [LibraryImport(Library)]
    public static partial nint duckdb_data_chunk_get_vector(nint chunk, ulong column);

    [LibraryImport(Library)]
    public static partial void* duckdb_vector_get_data(nint vector);

    [LibraryImport(Library)]
    public static partial ulong* duckdb_vector_get_validity(nint vector);

    [LibraryImport(Library)]
    public static partial void duckdb_vector_assign_string_element_len(nint vector, ulong index, byte* text, ulong length);

    [LibraryImport(Library)]
    public static partial nint duckdb_list_vector_get_child(nint vector);

    [LibraryImport(Library)]
    public static partial ulong duckdb_list_vector_get_size(nint vector);

    [LibraryImport(Library)]
    public static partial int duckdb_list_vector_set_size(nint vector, ulong size);

    [LibraryImport(Library)]
    public static partial int duckdb_list_vector_reserve(nint vector, ulong capacity);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int duckdb_appender_create(nint connection, string? schema, string table, out nint appender);

    [LibraryImport(Library)]
    public static partial nint duckdb_appender_error(nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_append_data_chunk(nint appender, nint chunk);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_close(nint appender);

    [LibraryImport(Library)]
    public static partial int duckdb_appender_destroy(ref nint appender);

    [StructLayout(LayoutKind.Sequential)]
    public struct duckdb_result
    {
        public ulong deprecated_column_count;
        public ulong deprecated_row_count;
        public ulong deprecated_rows_changed;
        public nint deprecated_columns;
        public nint deprecated_error_message;
        public nint internal_data;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct duckdb_list_entry
    {
        public ulong offset;
        public ulong length;
    }

    /// <summary>Up to twelve bytes stand in the structure itself, longer texts where <c>pointer</c> says.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct duckdb_string_t
    {
        [FieldOffset(0)]
        public uint length;

        [FieldOffset(4)]
        public byte inlined;

        [FieldOffset(8)]
        public byte* pointer;
    }
}
