using System.Globalization;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Ros.CycloneDds;

namespace RobotPolicy.Cli.Commands.Doctor.Checks;

/// <summary>The native libraries that the programs load, and what each is needed for.</summary>
internal sealed class LibraryCheck : ICheck
{
    /// <summary>Environment variable with the folder of DuckDB.</summary>
    public const string DuckDbVariable = "ROBOTPOLICY_DUCKDB";

    private const int DebianOfTime64 = 13;

    /// <summary>Names of the libraries that are not asked for elsewhere.</summary>
    public const string TurboJpeg = "libturbojpeg.so.0", Lz4 = "liblz4.so.1", Zstd = "libzstd.so.1", DuckDb = "libduckdb.so";

    public IEnumerable<Finding> Look(Machine machine)
    {
        var finder = new LibraryFinder(machine);
        Finding Look(string name, IReadOnlyList<string> libraries, string? first, CheckState missing, string why, string command)
        {
            var path = libraries.Select(library => finder.Find(library, first)).FirstOrDefault(found => found is not null);
            return path is null
                ? new Finding(name, missing, $"{libraries[0]} is missing", why, command)
                : Finding.Ok(name, path.StartsWith(machine.ProgramFolder, StringComparison.Ordinal) ? "beside the program" : machine.Files.TargetName(path));
        }

        return
        [
            Look(
                "Cyclone DDS",
                CycloneDdsTransport.NativeLibraryNames,
                null,
                CheckState.Problem,
                "It is the wire to ROS 2: without it the service does not start.",
                Install(IsTime64(machine) ? "libddsc0t64" : "libddsc0debian")),
            Look(
                "ONNX Runtime",
                [ProviderLibraries.Core],
                OnnxFolder(machine),
                CheckState.Problem,
                $"It computes policies. It lies beside the programs, or in the folder that {OnnxEnvironment.FolderVariable} names.",
                "make setup"),
            Look("TurboJPEG", [TurboJpeg], null, CheckState.Advice, "Compressed camera topics, and pictures of alerts, take it.", Install("libturbojpeg0")),
            Look("LZ4", [Lz4], null, CheckState.Advice, "Recordings that are compressed with it can neither be written nor read.", Install("liblz4-1")),
            Look("Zstandard", [Zstd], null, CheckState.Advice, "Recordings that are compressed with it can neither be written nor read.", Install("libzstd1")),
            Look(
                "DuckDB",
                [DuckDb],
                machine.Environment(DuckDbVariable) is { Length: > 0 } named ? named : machine.ProgramFolder,
                CheckState.Advice,
                $"`robotctl export`, `import` and `datasets` read and write Parquet by it. It lies beside robotctl, or in the folder that {DuckDbVariable} names.",
                "make setup"),
        ];
    }

    private static string OnnxFolder(Machine machine)
    {
        // As packages of NuGet lay it out.
        var packaged = Path.Join(machine.OnnxRuntimeFolder, "runtimes", "linux-x64", "native");
        return machine.Files.Exists(Path.Join(machine.OnnxRuntimeFolder, ProviderLibraries.Core)) ? machine.OnnxRuntimeFolder : packaged;
    }

    private static bool IsTime64(Machine machine) =>
        int.TryParse(machine.OfDistribution("VERSION_ID"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version >= DebianOfTime64;

    private static string Install(string package) => $"sudo apt-get install {package}";
}
