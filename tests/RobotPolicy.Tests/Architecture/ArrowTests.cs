using System.Text.RegularExpressions;

namespace RobotPolicy.Tests.Architecture;

/// <summary>ARCHITECTURE.md's arrows, read from the project files: an arrow that is not listed here fails.</summary>
public sealed partial class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["RobotPolicy.Ros"] = [],
        ["RobotPolicy.Ros.CycloneDds"] = ["RobotPolicy.Ros"],
        ["RobotPolicy.Control"] = ["RobotPolicy.Ros"],
        ["RobotPolicy.Imaging"] = ["RobotPolicy.Control"],
        ["RobotPolicy.Inference"] = ["RobotPolicy.Control", "RobotPolicy.Data", "Microsoft.ML.OnnxRuntime"],
        ["Microsoft.ML.OnnxRuntime"] = [],
        ["RobotPolicy.Data"] = ["RobotPolicy.Control", "RobotPolicy.Ros"],
        ["RobotPolicy.Grpc"] = [],
        ["RobotPolicy.Api"] = ["RobotPolicy.Grpc"],
        ["RobotPolicy.Server"] =
        [
            "RobotPolicy.Ros", "RobotPolicy.Ros.CycloneDds", "RobotPolicy.Control", "RobotPolicy.Imaging",
            "RobotPolicy.Inference", "RobotPolicy.Data", "RobotPolicy.Grpc", "RobotPolicy.Api",
        ],
        ["RobotPolicy.Cli"] = ["RobotPolicy.Api", "RobotPolicy.Data", "RobotPolicy.Imaging", "RobotPolicy.Inference", "RobotPolicy.Ros.CycloneDds"],
        ["RobotPolicy.Campaigns"] =
        [
            "RobotPolicy.Api", "RobotPolicy.Control", "RobotPolicy.Data", "RobotPolicy.Imaging", "RobotPolicy.Inference", "RobotPolicy.Ros",
            "RobotPolicy.Ros.CycloneDds",
        ],
        ["RobotPolicy.Simulator"] = ["RobotPolicy.Control", "RobotPolicy.Ros", "RobotPolicy.Ros.CycloneDds"],
    };

    /// <summary>The folders in which native imports may stand (ARCHITECTURE.md, "Native code").</summary>
    private static readonly string[] NativeFolders =
    [
        "src/RobotPolicy.Ros.CycloneDds/Interop/", "src/RobotPolicy.Imaging/", "src/RobotPolicy.Data/Mcap/", "src/RobotPolicy.Data/Datasets/Interop/",
        "src/RobotPolicy.Inference/Devices/", "src/RobotPolicy.Inference/Graphs/Cache/", "src/RobotPolicy.Server/Hosting/", "src/RobotPolicy.Simulator/",
        "src/RobotPolicy.Campaigns/Processes/Interop/", "src/Microsoft.ML.OnnxRuntime/",
    ];

    [Fact]
    public void Projects_References_AreAllowedArrows()
    {
        var forbidden = ProjectFiles.SourceReferences()
            .SelectMany(project => project.Value
                .Where(target => !Allowed.TryGetValue(project.Key, out var allowed) || !allowed.Contains(target))
                .Select(target => $"{project.Key} -> {target}"));

        Assert.Empty(forbidden);
    }

    [Fact]
    public void Projects_OnDisk_AreAllListed()
    {
        Assert.Empty(ProjectFiles.SourceReferences().Keys.Except(Allowed.Keys));
    }

    [Fact]
    public void NativeImports_StandOnlyInTheirFolders()
    {
        var misplaced = ProjectFiles.SourceFiles("src")
            .Where(file => NativeImport().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(ProjectFiles.Root, file).Replace('\\', '/'))
            .Where(file => !NativeFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));

        Assert.Empty(misplaced);
    }

    [Fact]
    public void UnsafeCode_StandsOnlyWhereNativeImportsMayStand()
    {
        var misplaced = ProjectFiles.SourceFiles("src")
            .Where(file => UnsafeKeyword().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(ProjectFiles.Root, file).Replace('\\', '/'))
            .Where(file => !NativeFolders.Any(folder => file.StartsWith(folder, StringComparison.Ordinal)));

        Assert.Empty(misplaced);
    }

    [Fact]
    public void Control_MentionsRos_OnlyInBridge()
    {
        var misplaced = ProjectFiles.SourceFiles("src/RobotPolicy.Control")
            .Where(file => File.ReadAllText(file).Contains("RobotPolicy.Ros", StringComparison.Ordinal))
            .Select(file => Path.GetRelativePath(ProjectFiles.Root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("src/RobotPolicy.Control/Bridge/", StringComparison.Ordinal));

        Assert.Empty(misplaced);
    }

    [Fact]
    public void Architecture_NamesEveryProject()
    {
        var text = File.ReadAllText(Path.Combine(ProjectFiles.Root, "ARCHITECTURE.md"));

        var unnamed = ProjectFiles.SourceReferences().Keys.Where(project => !text.Contains(project, StringComparison.Ordinal));

        Assert.Empty(unnamed);
    }

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\b|NativeLibrary\.")]
    private static partial Regex NativeImport();

    // Lines that are comments may speak of unsafe code.
    [GeneratedRegex(@"^(?!\s*//)[^""\n]*\bunsafe\b", RegexOptions.Multiline)]
    private static partial Regex UnsafeKeyword();
}
