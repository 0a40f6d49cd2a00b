namespace RobotPolicy.Inference.Reports;

/// <summary>How a package predicts its failures, and whether its calibration holds. Immutable.</summary>
public sealed record ReportedMonitor
{
    /// <summary>Scores, in words.</summary>
    public required IReadOnlyList<string> Scores { get; init; }

    /// <summary>How they decide together: "and" or "or".</summary>
    public required string Rule { get; init; }

    /// <summary>Which thresholds are used: "time_varying" or "constant".</summary>
    public required string Threshold { get; init; }

    /// <summary>Hash of everything that the scores depend on, in lower-case hexadecimal digits.</summary>
    public required string PackageSha256 { get; init; }

    /// <summary>The same as the calibration has it; empty where there is none.</summary>
    public string CalibratedSha256 { get; init; } = string.Empty;

    /// <summary>Whether thresholds were fitted on the package as it is.</summary>
    public bool Fits => CalibratedSha256 == PackageSha256;

    /// <summary>Share δ of successful rollouts that may raise an alarm; <see langword="null"/> where nothing is calibrated.</summary>
    public double? Delta { get; init; }

    /// <summary>How thresholds were fitted; empty where they were not.</summary>
    public string Method { get; init; } = string.Empty;

    /// <summary>Whether δ is certified.</summary>
    public bool Certified { get; init; }

    /// <summary>Why the monitor cannot tell, or why δ is not certified, in words; empty where it is.</summary>
    public string Doubt { get; init; } = string.Empty;
}
