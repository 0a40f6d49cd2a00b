using System.Globalization;
using RobotPolicy.Control.Failure;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Failure;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Reports;

/// <summary>Says how a package predicts its failures.</summary>
internal static class MonitorReporter
{
    public static ReportedMonitor Of(PackageMonitor monitor, IReadOnlyList<PackageError> warnings)
    {
        var calibration = monitor.Calibration;
        return new ReportedMonitor
        {
            Scores = [.. monitor.Spec.Scores.Select(Words)],
            Rule = monitor.Spec.Rule == AlarmRule.And ? "and" : "or",
            Threshold = monitor.Spec.Threshold == ThresholdKind.TimeVarying ? "time_varying" : "constant",
            PackageSha256 = monitor.Hash,
            CalibratedSha256 = calibration?.PackageSha256 ?? string.Empty,
            Delta = calibration?.Delta,
            Method = calibration is null ? string.Empty : CalibrationJson.TextOf(calibration.Method),
            Certified = calibration is { Certified: true } && !monitor.IsStale,
            Doubt = warnings.Count > 0 ? string.Join("; ", warnings) : calibration is { Certified: false } ? Doubt(calibration) : string.Empty,
        };
    }

    private static string Words(ScoreSpec score)
    {
        var window = score.Window == 0 ? "the whole epoch" : score.Window == 1 ? "1 inference" : $"{score.Window} inferences";
        var joints = score.Joints.Count > 0 ? $", {string.Join(' ', score.Joints)}" : string.Empty;
        var file = score.Graph ?? score.Parameters;
        return ErrorText.Clean($"{score.Name} over {window}{joints}{(file is null ? string.Empty : $", {file}")}", 300);
    }

    private static string Doubt(CalibrationFile calibration) =>
        calibration.Method is ThresholdMethod.BandConformal or ThresholdMethod.ConstantConformal
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{calibration.HeldOut} rollouts set the thresholds, and {calibration.Delta} needs {ConformalCalibrator.NeededRollouts(calibration.Delta)}")
            : $"{CalibrationJson.TextOf(calibration.Method)} carries no guarantee";
}
