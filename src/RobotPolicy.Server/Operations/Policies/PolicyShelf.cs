using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Server.Operations.Policies;

/// <summary>The packages on disk by name: the name of a package is the name of its folder.</summary>
public sealed class PolicyShelf(PolicyLibraryOptions options)
{
    /// <summary>Most packages that are listed.</summary>
    public const int Limit = 1000;

    /// <summary>Names and folders of all packages, sorted by name. Where two have the same name, the one that was given first counts.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> List()
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var package in options.Packages)
            found.TryAdd(NameOf(package), Path.GetFullPath(package));
        foreach (var folder in options.Folders)
            foreach (var package in Subfolders(folder))
                found.TryAdd(NameOf(package), Path.GetFullPath(package));
        return [.. found.Take(Limit)];
    }

    /// <summary>Folder of a package, or <see langword="null"/>. A name is compared, never used as a path.</summary>
    public string? Find(string name) => List().FirstOrDefault(package => package.Key == name).Value;

    /// <summary>Name of the package in a folder.</summary>
    public static string NameOf(string folder) => Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static IEnumerable<string> Subfolders(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder)
                .Where(PolicyPackage.IsPackage)
                .Take(Limit)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that is gone for the moment has no packages; it comes back by itself.
            return [];
        }
    }
}
