using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>
/// Writes a calibration into its package: graphs, then the manifest, then thresholds with the hash of all that. Each file is whole or as
/// it was; between two of them, thresholds are of another hash, and a monitor says that it cannot tell.
/// </summary>
internal static class CalibrationWriter
{
    /// <summary>Writes; <see langword="null"/> and an error where it cannot.</summary>
    public static CalibrationResult? Write(
        CalibrationRequest request, FailureSpec spec, CalibrationResult result, IReadOnlyList<FittedScore> fitted, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var files = new PackageFiles(request.Package);
        var written = new List<string>();
        foreach (var score in fitted)
            if (score.File is { } name && files.Locate(name, ManifestReader.FileName, FailureReader.Field, errors) is { } path && WholeFile.Replace(path, score.Content, name, errors))
                written.Add(name);
        if (errors.Count > before)
            return null;

        var manifestPath = Path.Combine(files.Folder, ManifestReader.FileName);
        var manifest = File.ReadAllBytes(manifestPath);
        var edited = ManifestEdit.Apply(manifest, spec);
        if (edited != manifest && WholeFile.Replace(manifestPath, edited, ManifestReader.FileName, errors))
            written.Add(ManifestReader.FileName);
        if (errors.Count > before || PackageHash.Of(request.Package, request.Loader, errors) is not { } hash)
            return null;
        if (!Calibration(result, hash, request.Seed).Write(request.Package, spec.Calibration, errors))
            return null;
        return result with { PackageHash = hash, Written = [.. written, spec.Calibration] };
    }

    private static CalibrationFile Calibration(CalibrationResult result, string hash, long seed) => new()
    {
        PackageSha256 = hash,
        Delta = result.Delta,
        Method = result.Method,
        Certified = result.IsCertified,
        Rollouts = result.Calibrated,
        HeldOut = result.Deciding,
        Seed = seed,
        CallIntervalSeconds = result.CallIntervalSeconds,
        MaxCalls = result.MaxCalls,
        FalseAlarmGuarantee = result.FalseAlarmGuarantee,
        Scores =
        [
            .. result.Scores.Select(score => new CalibratedScore
            {
                Name = score.Name,
                Window = score.Window,
                Constant = score.Constant.Constant!.Value,
                TimeVarying = score.Threshold.TimeVarying is { } varying ? [.. varying.Values] : [],
                Beyond = result.Method == ThresholdMethod.BandFiper ? score.Threshold.TimeVarying!.Beyond : null,
                Ranges = score.Ranges,
                Cells = score.Cells,
            }),
        ],
    };
}
