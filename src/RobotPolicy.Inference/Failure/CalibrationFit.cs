using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>Compares a calibration with the scores that it is for. Set-up only.</summary>
internal static class CalibrationFit
{
    /// <summary>Every mismatch as an error.</summary>
    /// <param name="calibration">The calibration.</param>
    /// <param name="spec">The scores.</param>
    /// <param name="dimensions">Numbers of an action that a score looks at.</param>
    /// <param name="errors">Receives the mismatches.</param>
    public static void Check(CalibrationFile calibration, FailureSpec spec, Func<ScoreSpec, int> dimensions, ICollection<PackageError> errors)
    {
        void Fail(string field, string expected, string actual) =>
            errors.Add(new PackageError { File = spec.Calibration, Field = field, Expected = expected, Actual = actual });
        if (calibration.Scores.Count != spec.Scores.Count)
            Fail("scores", $"{spec.Scores.Count} scores, as {ManifestReader.FileName} has", $"{calibration.Scores.Count}");
        foreach (var (i, (fitted, score)) in calibration.Scores.Zip(spec.Scores).Index())
        {
            if (fitted.Name != score.Name)
                Fail($"scores[{i}].name", ErrorText.Quote(score.Name), ErrorText.Quote(fitted.Name));
            if (fitted.Window != score.Window)
                Fail($"scores[{i}].window", $"{score.Window}", $"{fitted.Window}");
            if (score.Type == ScoreType.ActionEntropy && fitted.Cells.Count != dimensions(score))
                Fail($"scores[{i}].cells", $"{dimensions(score)} numbers, one for each joint of the score", $"{fitted.Cells.Count}");
            if (score.Type is ScoreType.ActionEntropy or ScoreType.ChunkConsistency && fitted.Ranges.Count != dimensions(score))
                Fail($"scores[{i}].ranges", $"{dimensions(score)} numbers, one for each joint of the score", $"{fitted.Ranges.Count}");
            if (spec.Threshold == ThresholdKind.TimeVarying && fitted.TimeVarying.Count == 0)
                Fail($"scores[{i}].time_varying", $"{calibration.MaxCalls} thresholds, or {FailureReader.Field}.threshold constant", "none");
        }
    }
}
