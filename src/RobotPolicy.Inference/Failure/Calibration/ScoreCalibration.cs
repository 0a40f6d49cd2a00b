using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Failure.Training;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>What the calibration of one score came to. Immutable.</summary>
public sealed record ScoreCalibration
{
    /// <summary>Name of the score.</summary>
    public required string Name { get; init; }

    /// <summary>Calls that it is summed over; 0 for the whole epoch.</summary>
    public required int Window { get; init; }

    /// <summary>The threshold of the method that was asked for.</summary>
    public required ThresholdCalibration Threshold { get; init; }

    /// <summary>The constant threshold, for epochs that begin within a task.</summary>
    public required ThresholdCalibration Constant { get; init; }

    /// <summary>Window sums by call of the rollouts that thresholds were made of.</summary>
    public required IReadOnlyList<double[]> Series { get; init; }

    /// <summary>Window sums by call of failed rollouts.</summary>
    public required IReadOnlyList<double[]> FailedSeries { get; init; }

    /// <summary>How its training went; <see langword="null"/> where it was not trained.</summary>
    public TrainingReport? Training { get; init; }

    /// <summary>Ranges of samples, for scores that need them; else empty.</summary>
    public IReadOnlyList<double> Ranges { get; init; } = [];

    /// <summary>Sizes of cells, for scores that need them; else empty.</summary>
    public IReadOnlyList<double> Cells { get; init; } = [];
}
