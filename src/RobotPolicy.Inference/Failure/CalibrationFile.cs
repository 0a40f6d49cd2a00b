using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Failure;

/// <summary>
/// Thresholds of a package's monitor with what they were fitted on and how (<c>failure/calibration.json</c>). Immutable. Written
/// twice, it comes to the same bytes.
/// </summary>
public sealed record CalibrationFile
{
    /// <summary>Most calls of a rollout.</summary>
    public const int MaxCallCount = 4096;

    /// <summary>Largest file that is read, in bytes.</summary>
    internal const long MaxBytes = 4 << 20;

    /// <summary>Hash of everything that the scores depend on (<see cref="PackageHash"/>), in lower-case hexadecimal digits (<c>package_sha256</c>).</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>Share δ of successful rollouts that may raise an alarm, 0…1 without its ends (<c>delta</c>).</summary>
    public required double Delta { get; init; }

    /// <summary>How thresholds were fitted (<c>method</c>).</summary>
    public required ThresholdMethod Method { get; init; }

    /// <summary>Whether enough rollouts back the thresholds for δ to hold for rollouts of the same kind (<c>certified</c>).</summary>
    public required bool Certified { get; init; }

    /// <summary>Successful rollouts M that were fitted on (<c>rollouts</c>).</summary>
    public required int Rollouts { get; init; }

    /// <summary>Those of them, N2, that set the height of the thresholds (<c>held_out</c>).</summary>
    public required int HeldOut { get; init; }

    /// <summary>Seed of the noise and of the order of rollouts (<c>seed</c>).</summary>
    public long Seed { get; init; }

    /// <summary>Seconds between two inferences of a rollout (<c>call_interval</c>).</summary>
    public required double CallIntervalSeconds { get; init; }

    /// <summary>Inferences of the longest rollout, at most <see cref="MaxCallCount"/> (<c>max_calls</c>).</summary>
    public required int MaxCalls { get; init; }

    /// <summary>Scores in the order of the manifest (<c>scores</c>).</summary>
    public required IReadOnlyList<CalibratedScore> Scores { get; init; }

    /// <summary>
    /// Bound on the probability that a successful rollout raises an alarm, as far as the rollouts certify one
    /// (<c>false_alarm_guarantee</c>); <see langword="null"/> where they do not.
    /// </summary>
    public double? FalseAlarmGuarantee { get; init; }

    /// <summary>Reads the calibration of a package folder.</summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="name">Path of the file, relative to it.</param>
    /// <param name="errors">Receives everything that is wrong with it; nothing is added where the file does not exist.</param>
    /// <returns>The calibration; <see langword="null"/> where there is none, or where there are errors.</returns>
    public static CalibrationFile? Read(string folder, string name, ICollection<PackageError> errors)
    {
        var files = new PackageFiles(folder);
        if (files.Locate(name, ManifestReader.FileName, FailureReader.Field + ".calibration", errors) is not { } path || !Path.Exists(path))
            return null;
        if (files.Find(name, ManifestReader.FileName, FailureReader.Field + ".calibration", MaxBytes, errors) is null)
            return null;
        try
        {
            return Parse(File.ReadAllBytes(path), name, errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new PackageError { File = name, Field = "$", Expected = "a readable file", Actual = ErrorText.Clean(e.Message) });
            return null;
        }
    }

    /// <summary>Reads a calibration that is in memory.</summary>
    /// <param name="utf8">The whole file.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="errors">Receives everything that is wrong with it.</param>
    public static CalibrationFile? Parse(ReadOnlyMemory<byte> utf8, string file, ICollection<PackageError> errors)
    {
        var before = errors.Count;
        var calibration = JsonFile.Parse(utf8, file, "$", errors) is { } root ? CalibrationJson.Read(root) : null;
        return errors.Count == before ? calibration : null;
    }

    /// <summary>The file's bytes.</summary>
    /// <exception cref="InvalidOperationException">It says what no reader would accept; the message says all of it.</exception>
    public byte[] ToBytes()
    {
        var bytes = CalibrationJson.Write(this);
        var errors = new List<PackageError>();
        if (Parse(bytes, FailureSpec.DefaultCalibration, errors) is null)
            throw new InvalidOperationException(string.Join("; ", errors));
        return bytes;
    }

    /// <summary>
    /// Writes the calibration into a package folder, in place of the one that is there: whoever reads meanwhile sees the old one or the
    /// new one, whole.
    /// </summary>
    /// <param name="folder">Package folder.</param>
    /// <param name="name">Path of the file, relative to it, as <see cref="FailureSpec.Calibration"/> says.</param>
    /// <param name="errors">Receives what prevents it.</param>
    /// <returns>Whether it was written.</returns>
    /// <exception cref="InvalidOperationException">It says what no reader would accept; the message says all of it.</exception>
    public bool Write(string folder, string name, ICollection<PackageError> errors)
    {
        var bytes = ToBytes();
        return new PackageFiles(folder).Locate(name, ManifestReader.FileName, FailureReader.Field + ".calibration", errors) is { } path
            && WholeFile.Replace(path, bytes, name, errors);
    }
}
