namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Where the packages of a recording are now.</summary>
internal static class PackageFolders
{
    /// <summary>Folder of a package: in one of the named folders, else where the recording says that it was; <see langword="null"/> where neither is there.</summary>
    public static string? Find(IReadOnlyList<string> folders, string package, string recorded) =>
        folders.Select(folder => Path.Combine(Path.GetFullPath(folder), package)).Append(recorded).FirstOrDefault(Directory.Exists);
}
