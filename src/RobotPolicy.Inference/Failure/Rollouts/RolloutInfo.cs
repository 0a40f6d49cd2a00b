namespace RobotPolicy.Inference.Failure.Rollouts;

/// <summary>What is known about an episode as a whole. Immutable.</summary>
public sealed record RolloutInfo
{
    /// <summary>Longest text of a file.</summary>
    public const int MaxText = 4096;

    /// <summary>How it came out.</summary>
    public required RolloutOutcome Outcome { get; init; }

    /// <summary>Name of the package that inferred.</summary>
    public required string Package { get; init; }

    /// <summary>
    /// Hash of the policy (<see cref="Failure.PackageHash.OfPolicy"/>); calibration takes only rollouts of the very policy. Scores do not
    /// count: they are made from rollouts.
    /// </summary>
    public required string PackageHash { get; init; }

    /// <summary>
    /// Whether a hold, a takeover or another attempt came between; calibration leaves such rollouts out, also where no call shows it.
    /// </summary>
    public bool IsInterrupted { get; init; }

    /// <summary>Seed of the episode, where it had one.</summary>
    public long? Seed { get; init; }

    /// <summary>What was disturbed on purpose; <see langword="null"/> for nothing.</summary>
    public string? Perturbation { get; init; }

    /// <summary>A remark of whoever recorded it.</summary>
    public string? Remark { get; init; }
}
