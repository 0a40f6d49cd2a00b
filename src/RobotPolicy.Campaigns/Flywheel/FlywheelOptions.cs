using RobotPolicy.Campaigns.Failures;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>How much of everything a turn of the flywheel takes, and where it goes.</summary>
internal sealed record FlywheelOptions
{
    /// <summary>What the scenes that are learned from differ in.</summary>
    public required IReadOnlyList<Scenario> Learned { get; init; }

    /// <summary>Episodes of each condition that are judged, before and after.</summary>
    public int Episodes { get; init; } = 60;

    /// <summary>Episodes of each condition in which the expert helps.</summary>
    public int Assisted { get; init; } = 30;

    /// <summary>Demonstrations of the nominal scene that are learned from again, so that it is not forgotten.</summary>
    public int Demonstrations { get; init; } = 80;

    /// <summary>Rollouts of each condition that the new package's monitor is calibrated with; 0 leaves it without one.</summary>
    public int Calibration { get; init; } = 80;

    /// <summary>Share of successful rollouts that may raise a false alarm.</summary>
    public double Delta { get; init; } = 0.05;

    /// <summary>Time for training.</summary>
    public TimeSpan Training { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>First of the rows of <see cref="SceneSeeds"/>; nothing was trained, calibrated or judged on those from 1 000 000 on.</summary>
    public int Seed { get; init; } = 1_200_000;

    /// <summary>Simulators and policies side by side.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Receives dataset, package and report.</summary>
    public required string Output { get; init; }

    /// <summary>The nominal scene, and then what is learned.</summary>
    public IReadOnlyList<Scenario> Conditions => [Scenario.Mix[0], .. Learned];

    /// <summary>Virtual time after which an episode without help has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Virtual time after which an episode with help has failed.</summary>
    public TimeSpan AssistedTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Row of the scenes that are judged.</summary>
    public int JudgedRow => Seed;

    /// <summary>Row of the scenes in which the expert helps the shipped policy, and the dataset is made.</summary>
    public int CollectedRow => Seed + RowLength;

    /// <summary>Row of the scenes in which the expert helps the new policy.</summary>
    public int AssistedRow => Seed + (2 * RowLength);

    /// <summary>Row of the scenes that calibrate the new policy's monitor.</summary>
    public int CalibrationRow => Seed + (3 * RowLength);

    private const int RowLength = 100_000;
}
