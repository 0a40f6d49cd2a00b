using RobotPolicy.Imaging;
using RobotPolicy.Inference.Replay;
using RobotPolicy.Server.Hosting;
using RobotPolicy.Server.Operations.Logs;
using RobotPolicy.Server.Operations.Policies;
using RobotPolicy.Server.Options;

namespace RobotPolicy.Server.Composition;

/// <summary>Says where recordings are looked for, and what replays them.</summary>
internal static class LogParts
{
    /// <summary>Makes the options of looking back.</summary>
    /// <param name="options">What the service was told.</param>
    /// <param name="settings">How packages are loaded.</param>
    public static LogOptions Create(ServerOptions options, PolicyLoaderSettings settings) => new()
    {
        Folders = [.. options.Recording is { } recording ? (string[])[recording.Folder] : [], .. options.LogFolders],
        EnterComparing = ThreadNiceness.EnterBackground,
        OpenPolicies = (robot, find, loading) => new PackagePolicies(robot, find, () => new ImagePreprocessor(), settings.Create(settings.Devices[^1]))
        {
            Loading = loading,
            Advice = "put it into a folder of --policies, or compare with another package",
        },
    };
}
