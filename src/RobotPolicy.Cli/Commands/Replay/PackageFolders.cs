using RobotPolicy.Control.Model;
using RobotPolicy.Imaging;
using RobotPolicy.Inference;
using RobotPolicy.Inference.Replay;

namespace RobotPolicy.Cli.Commands.Replay;

/// <summary>Where the packages of a recording are now.</summary>
internal static class PackageFolders
{
    /// <summary>Folder of a package: in one of the named folders, else where the recording says that it was; <see langword="null"/> where neither is there.</summary>
    public static string? Find(IReadOnlyList<string> folders, string package, string recorded) =>
        folders.Select(folder => Path.Combine(Path.GetFullPath(folder), package)).Append(recorded).FirstOrDefault(Directory.Exists);

    /// <summary>The policies of a recording, or another one in place of all of them.</summary>
    /// <param name="robot">The robot that they are bound to.</param>
    /// <param name="folders">Folders with packages, looked through before the place that the recording names.</param>
    /// <param name="instead">Folder of the package that is replayed instead; <see langword="null"/> for the recorded ones.</param>
    /// <param name="executor">Executor in place of the package's own, as a manifest states it; <see langword="null"/> for the package's.</param>
    /// <param name="keepsCalls">Whether the calls of each policy are kept, for whoever takes them at the end of a task.</param>
    public static PackagePolicies Open(
        RobotDescription robot, IReadOnlyList<string> folders, string? instead = null, string? executor = null, bool keepsCalls = false) => new(
        robot,
        (package, recorded) => instead is not null ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(instead)) : Find(folders, package, recorded),
        () => new ImagePreprocessor(),
        new PolicyLoaderOptions { Executor = executor })
    {
        KeepsCalls = keepsCalls,
        Advice = "name the folder that holds it by --policies, or another package by --policy",
    };
}
