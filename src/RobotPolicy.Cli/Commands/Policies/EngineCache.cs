using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>What lies in a folder of engines and timings.</summary>
/// <param name="Files">Path, bytes and time of the last change of every file, in order.</param>
internal sealed record EngineCache(IReadOnlyList<(string Path, long Bytes, DateTime Changed)> Files)
{
    /// <summary>Size of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Looks into a folder; makes it, for its owner alone, where it is not there. Nothing where none is named.</summary>
    public static EngineCache Open(string? folder)
    {
        if (folder is null)
            return new EngineCache([]);
        PrivateFolder.Create(folder);
        return new EngineCache([.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))]);
    }

    /// <summary>Files that are new since, or were written anew.</summary>
    public int Since(EngineCache before) => Files.Except(before.Files).Count();
}
