using System.Xml.Linq;

namespace RobotPolicy.Tests.Architecture;

/// <summary>The project files of the repository, as they are on disk.</summary>
internal static class ProjectFiles
{
    public static string Root { get; } = FindRoot();

    /// <summary>Name of each project under src/ with the names of the projects that it references.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> SourceReferences() =>
        Directory.EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetFileNameWithoutExtension(file),
                file => (IReadOnlySet<string>)XDocument.Load(file)
                    .Descendants("ProjectReference")
                    .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!))
                    .ToHashSet());

    /// <summary>All hand-written C# files under a folder of the repository.</summary>
    public static IEnumerable<string> SourceFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".g.cs", StringComparison.Ordinal));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "RobotPolicy.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("RobotPolicy.sln is in no folder above the tests.");
    }
}
