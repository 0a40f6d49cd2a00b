using RobotPolicy.Data.Bags;

namespace RobotPolicy.Data.Analysis;

/// <summary>Finds recordings on disk.</summary>
public static class LogFinder
{
    private const int MaxDepth = 4;

    /// <summary>A recording, or all recordings below a folder, in the order of their names.</summary>
    /// <param name="path">A bag's folder, a bare file, or a folder that holds some.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    public static IReadOnlyList<string> Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var found = new List<string>();
        if (File.Exists(path))
            found.Add(path);
        else if (Directory.Exists(path))
            Collect(path, found, 0);
        return found;
    }

    private static void Collect(string folder, List<string> found, int depth)
    {
        var files = Directory.EnumerateFiles(folder, "*.mcap").Order(StringComparer.Ordinal).ToList();
        if (File.Exists(Path.Combine(folder, BagMetadata.FileName)) || IsSplit(folder, files))
        {
            found.Add(folder);
            return;
        }

        found.AddRange(files);
        if (depth == MaxDepth)
            return;
        foreach (var below in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
            Collect(below, found, depth + 1);
    }

    // A bag that a crash left without its metadata has files of its own name.
    private static bool IsSplit(string folder, List<string> files)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return files.Count > 0 && files.All(file => Path.GetFileName(file).StartsWith(name + "_", StringComparison.Ordinal));
    }
}
