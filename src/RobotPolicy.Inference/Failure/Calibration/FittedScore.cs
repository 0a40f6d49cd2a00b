using RobotPolicy.Control.Failure;
using RobotPolicy.Inference.Failure.Training;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>A score that was fitted to rollouts, and what has to be written for it.</summary>
internal sealed record FittedScore(IFailureScore Score)
{
    /// <summary>File to write, relative to the package folder; <see langword="null"/> where there is none.</summary>
    public string? File { get; init; }

    public byte[] Content { get; init; } = [];

    public TrainingReport? Training { get; init; }

    public IReadOnlyList<double> Ranges { get; init; } = [];

    public IReadOnlyList<double> Cells { get; init; } = [];
}
