using RobotPolicy.Cli.Commands.Replay;
using RobotPolicy.Data.Analysis.Spans;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Cli.Commands.Analysis;

/// <summary>Names of the scores of a package's monitor, from its calibration.</summary>
/// <param name="folders">Folders with packages, looked through before the place that the recording names.</param>
internal sealed class ScoreNames(IReadOnlyList<string> folders)
{
    /// <summary>The names in their order; empty where they are not known.</summary>
    public IReadOnlyList<string> Of(string package, string loaded)
    {
        var recorded = EventData.Of(loaded).Text("folder");
        var folder = PackageFolders.Find(folders, package, recorded);
        return folder is null ? [] : CalibrationFile.Read(folder, FailureSpec.DefaultCalibration, new List<PackageError>())?.Scores.Select(score => score.Name).ToArray() ?? [];
    }
}
