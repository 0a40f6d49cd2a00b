namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>What lies in a folder of engines and timings.</summary>
/// <param name="Files">Path, bytes and time of the last change of every file, in order.</param>
internal sealed record EngineCache(IReadOnlyList<(string Path, long Bytes, DateTime Changed)> Files)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Size of all files.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Looks into a folder; makes it, for its owner alone, where it is not there. Nothing where none is named.</summary>
    public static EngineCache Open(string? folder)
    {
        if (folder is null)
            return new EngineCache([]);
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnerOnly);
        }

        return new EngineCache([.. new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => (file.FullName, file.Length, file.LastWriteTimeUtc))]);
    }

    /// <summary>Files that are new since, or were written anew.</summary>
    public int Since(EngineCache before) => Files.Except(before.Files).Count();
}
