using RobotPolicy.Data.Bags;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// Keeps the folder of recordings within its bounds: bags that are finished go, the oldest first. What is not a bag of MCAP files that
/// lies directly in the folder is never touched.
/// </summary>
internal static class Retention
{
    /// <summary>Deletes what is over the bounds.</summary>
    /// <param name="options">The bounds.</param>
    /// <param name="current">The bag that is being written; it is not deleted.</param>
    /// <param name="currentBytes">Its bytes.</param>
    /// <param name="now">Time of day.</param>
    /// <returns>Bytes by which the current bag alone is over the bound; 0 or less if it is not.</returns>
    public static long Apply(RecordingOptions options, string current, long currentBytes, DateTimeOffset now)
    {
        if (options.KeepBytes is null && options.KeepTime is null)
            return 0;
        var bags = new DirectoryInfo(options.Folder).EnumerateDirectories()
            .Where(folder => folder.FullName != Path.GetFullPath(current) && IsBag(folder))
            .Select(folder => (Folder: folder, Bytes: SizeOf(folder)))
            .OrderBy(bag => bag.Folder.Name, StringComparer.Ordinal)
            .ToList();
        var total = currentBytes + bags.Sum(bag => bag.Bytes);
        foreach (var (folder, bytes) in bags)
        {
            var isOld = options.KeepTime is { } age && now - folder.LastWriteTimeUtc > age;
            if (!isOld && !(total > options.KeepBytes))
                continue;
            folder.Delete(recursive: true);
            total -= bytes;
        }

        return options.KeepBytes is { } keep ? total - keep : 0;
    }

    private static bool IsBag(DirectoryInfo folder) =>
        File.Exists(Path.Combine(folder.FullName, BagMetadata.FileName)) && folder.EnumerateFiles("*.mcap").Any() && folder.LinkTarget is null;

    private static long SizeOf(DirectoryInfo folder) => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
