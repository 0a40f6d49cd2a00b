using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary>Bags that rosbag2 itself wrote, with what its own tests expect of them.</summary>
internal static class SampleBags
{
    public static string Folder { get; } = GoldenFolder.Find("rosbag2");

    /// <summary>Folders with <c>metadata.yaml</c> whose files are there.</summary>
    public static IEnumerable<string> WithMetadata() => Directory.EnumerateFiles(Folder, "metadata.yaml", SearchOption.AllDirectories)
        .Select(file => Relative(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    /// <summary>All files with messages.</summary>
    public static IEnumerable<string> Files() => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Where(file => Path.GetExtension(file) is ".mcap" or ".db3").Select(Relative).Order(StringComparer.Ordinal);

    public static string At(string path) => Path.Combine(Folder, path);

    private static string Relative(string path) => Path.GetRelativePath(Folder, path);
}
