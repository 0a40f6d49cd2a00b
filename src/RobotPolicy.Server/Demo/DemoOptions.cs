namespace RobotPolicy.Server.Demo;

/// <summary>A campaign of episodes against the simulator.</summary>
public sealed record DemoOptions
{
    /// <summary>Number of episodes, 1…100 000. Default 3.</summary>
    public int Episodes { get; init; } = 3;

    /// <summary>Seed of the first episode; the following ones count up. Default 1000.</summary>
    public long Seed { get; init; } = 1000;

    /// <summary>Simulated seconds after which an episode has failed. Default 15.</summary>
    public double TimeoutSeconds { get; init; } = 15;

    /// <summary>Adds one sentence for each value out of range.</summary>
    public void Validate(ICollection<string> errors)
    {
        if (Episodes is < 1 or > 100_000)
            errors.Add($"--episodes: expected 1…100000, actual {Episodes}");
        if (!(TimeoutSeconds is > 0 and <= 3600))
            errors.Add($"--episode-timeout: expected more than 0 and at most 3600 s, actual {TimeoutSeconds}");
    }
}
