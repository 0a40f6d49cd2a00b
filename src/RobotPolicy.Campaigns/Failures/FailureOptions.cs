namespace RobotPolicy.Campaigns.Failures;

/// <summary>What the campaign runs.</summary>
internal sealed record FailureOptions
{
    /// <summary>Packages, as folders of deploy/policies.</summary>
    public required IReadOnlyList<string> Packages { get; init; }

    /// <summary>Episodes that are judged, for each package.</summary>
    public int Episodes { get; init; } = Scenario.MixSize;

    /// <summary>Successful rollouts that set thresholds of what the package is compared with.</summary>
    public int CalibrationEpisodes { get; init; } = 200;

    /// <summary>Row of <see cref="SceneSeeds"/>; training and calibration of packages used others.</summary>
    public int Seed { get; init; } = 700_000;

    /// <summary>Virtual time after which an episode without help has failed.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Virtual time after which an episode has failed where somebody helps, and of the same without help for comparison.</summary>
    public TimeSpan AssistedTimeout { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>Shares δ of successful nominal episodes that may raise a false alarm.</summary>
    public IReadOnlyList<double> Deltas { get; init; } = [0.1, 0.05];

    /// <summary>Workers side by side.</summary>
    public int Workers { get; init; } = Math.Max(1, Environment.ProcessorCount);

    /// <summary>Where raw data and plots go.</summary>
    public required string Output { get; init; }
}
