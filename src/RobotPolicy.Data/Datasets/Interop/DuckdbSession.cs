using System.Globalization;
using System.Runtime.InteropServices;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>
/// One database in memory with one connection, which reaches the files of one folder and nothing else: no network, no extension, no
/// other file, and its configuration is locked. Not thread-safe.
/// </summary>
internal sealed class DuckdbSession : IDisposable
{
    private const int Success = 0;

    private nint _database;
    private nint _connection;

    /// <summary>Opens one.</summary>
    /// <param name="folder">What it may read and write.</param>
    /// <param name="spillFolder">Where tables go that are too large for memory; null for nowhere.</param>
    /// <param name="memoryMiB">Memory that it may use.</param>
    public DuckdbSession(string folder, string? spillFolder = null, int memoryMiB = 512)
    {
        Throw(Duckdb.duckdb_create_config(out var config) == Success, "DuckDB has no memory for a configuration");
        try
        {
            foreach (var (name, value) in Settings(spillFolder, memoryMiB))
                Throw(Duckdb.duckdb_set_config(config, name, value) == Success, $"DuckDB does not know the option {name}");
            if (Duckdb.duckdb_open_ext(null, out _database, config, out var error) != Success)
            {
                var text = Marshal.PtrToStringUTF8(error);
                Duckdb.duckdb_free(error);
                throw new InvalidOperationException($"DuckDB does not start: {text}");
            }
        }
        finally
        {
            Duckdb.duckdb_destroy_config(ref config);
        }

        if (Duckdb.duckdb_connect(_database, out _connection) == Success)
        {
            try
            {
                Execute($"SET allowed_directories = [{ParquetSql.Literal(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + "/")}]");
                Execute("SET enable_external_access = false");
                Execute("SET lock_configuration = true");
                return;
            }
            catch (DuckdbException e)
            {
                Dispose();
                throw new InvalidOperationException($"DuckDB cannot be confined to {folder}: {e.Message}", e);
            }
        }

        Dispose();
        throw new InvalidOperationException("DuckDB does not connect.");
    }

    internal nint Connection => _connection;

    /// <summary>Runs a statement and drops its rows.</summary>
    /// <exception cref="DuckdbException">It failed.</exception>
    public void Execute(string sql)
    {
        using var rows = Query(sql);
        while (rows.Read())
        {
        }
    }

    /// <summary>Runs a query; its rows come in batches, as they are asked for.</summary>
    /// <exception cref="DuckdbException">It failed.</exception>
    public DuckdbRows Query(string sql) => new(this, sql);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection != 0)
            Duckdb.duckdb_disconnect(ref _connection);
        if (_database != 0)
            Duckdb.duckdb_close(ref _database);
    }

    // One thread keeps the order of rows and makes one row group of one statement.
    private static IEnumerable<(string Name, string Value)> Settings(string? spillFolder, int memoryMiB)
    {
        yield return ("threads", "1");
        yield return ("memory_limit", string.Create(CultureInfo.InvariantCulture, $"{memoryMiB}MiB"));
        yield return ("temp_directory", spillFolder ?? "");
        yield return ("autoinstall_known_extensions", "false");
        yield return ("autoload_known_extensions", "false");
        yield return ("allow_community_extensions", "false");
    }

    private static void Throw(bool fine, string text)
    {
        if (!fine)
            throw new InvalidOperationException(text + ".");
    }
}
