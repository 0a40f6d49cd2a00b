using System.Reflection;
using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Datasets.Interop;

/// <summary>Finds libduckdb.so: in the folder that a variable names, beside the program, or where the system's loader looks.</summary>
internal static class DuckdbLibrary
{
    /// <summary>Environment variable with the folder of <c>libduckdb.so</c>.</summary>
    public const string FolderVariable = "ROBOTPOLICY_DUCKDB";

    /// <summary>Once in a process, before the first call.</summary>
    public static void Register() => NativeLibrary.SetDllImportResolver(typeof(DuckdbLibrary).Assembly, Resolve);

    /// <exception cref="DllNotFoundException">It is nowhere; the text says how to get it.</exception>
    public static nint Load(string? folder, string programFolder)
    {
        if (!string.IsNullOrEmpty(folder))
        {
            return NativeLibrary.TryLoad(Path.Combine(folder, Duckdb.Library), out var named)
                ? named
                : throw new DllNotFoundException($"DuckDB's native library {Duckdb.Library}, which reads and writes Parquet, is missing in {folder}, the folder named by {FolderVariable}.");
        }

        if (NativeLibrary.TryLoad(Path.Combine(programFolder, Duckdb.Library), out var library) || NativeLibrary.TryLoad(Duckdb.Library, out library))
            return library;
        throw new DllNotFoundException(
            $"DuckDB's native library {Duckdb.Library}, which reads and writes Parquet, is missing beside {programFolder}. "
            + $"Run `make setup` and build again, or name the folder that holds it in {FolderVariable}.");
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == Duckdb.Library ? Load(Environment.GetEnvironmentVariable(FolderVariable), AppContext.BaseDirectory) : 0;
}
