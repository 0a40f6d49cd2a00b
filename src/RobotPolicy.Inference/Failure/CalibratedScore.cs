namespace RobotPolicy.Inference.Failure;

/// <summary>Thresholds of one score, and what it was scaled with. Immutable.</summary>
public sealed record CalibratedScore
{
    /// <summary>Name of the score in the manifest (<c>name</c>).</summary>
    public required string Name { get; init; }

    /// <summary>Inferences that the score was summed over; 0 for all of an epoch (<c>window</c>).</summary>
    public required int Window { get; init; }

    /// <summary>Threshold γ of the sum for every call (<c>constant</c>); +∞, written as null, where too few rollouts say anything.</summary>
    public double Constant { get; init; } = double.PositiveInfinity;

    /// <summary>
    /// Thresholds γ_t by call from the start of a rollout (<c>time_varying</c>), as many as <see cref="CalibrationFile.MaxCalls"/>; +∞,
    /// written as null, where there is none. Empty where only the constant was fitted.
    /// </summary>
    public IReadOnlyList<double> TimeVarying { get; init; } = [];

    /// <summary>Threshold for calls beyond <see cref="TimeVarying"/> (<c>beyond</c>); <see langword="null"/> repeats the last one.</summary>
    public double? Beyond { get; init; }

    /// <summary>Sizes of the cells that samples are counted in, in normalised units, one for each joint of the score (<c>cells</c>); else empty.</summary>
    public IReadOnlyList<double> Cells { get; init; } = [];

    /// <summary>
    /// Ranges of the calibration's samples in normalised units, which cells and consistency are a share of, one for each joint of the
    /// score (<c>ranges</c>); empty for scores that need none.
    /// </summary>
    public IReadOnlyList<double> Ranges { get; init; } = [];
}
