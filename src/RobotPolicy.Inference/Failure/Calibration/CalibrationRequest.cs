using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Inference.Failure.Training;

namespace RobotPolicy.Inference.Failure.Calibration;

/// <summary>What is to be calibrated, and how. Immutable.</summary>
public sealed record CalibrationRequest
{
    /// <summary>Share δ where nothing else is said.</summary>
    public const double DefaultDelta = 0.1;

    /// <summary>Package folder.</summary>
    public required string Package { get; init; }

    /// <summary>Folder with rollouts; folders in it are not looked at.</summary>
    public required string Rollouts { get; init; }

    /// <summary>Share δ of successful rollouts that may raise a false alarm, between 0 and 1.</summary>
    public double Delta { get; init; } = DefaultDelta;

    /// <summary>How thresholds are made.</summary>
    public ThresholdMethod Method { get; init; } = ThresholdMethod.BandConformal;

    /// <summary>Windows that take the place of the manifest's, by names of scores.</summary>
    public IReadOnlyDictionary<string, int> Windows { get; init; } = new Dictionary<string, int>();

    /// <summary>Seed of the division of rollouts and of training.</summary>
    public int Seed { get; init; }

    /// <summary>Whether nothing is to be written.</summary>
    public bool DryRun { get; init; }

    /// <summary>How scores are trained; its seed is <see cref="Seed"/>.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>How the package is loaded, as far as it changes what the policy does.</summary>
    public PolicyLoaderOptions Loader { get; init; } = new();
}
