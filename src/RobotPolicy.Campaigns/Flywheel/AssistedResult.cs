using RobotPolicy.Campaigns.Failures;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>What one policy asked of the expert in scenes of one kind.</summary>
/// <param name="Scenario">What the scenes differ in.</param>
/// <param name="Episodes">Episodes in which the expert was called by alarms.</param>
internal sealed record AssistedResult(Scenario Scenario, IReadOnlyList<FailureEpisode> Episodes)
{
    /// <summary>Name for tables.</summary>
    public string Name => Scenario.IsNominal ? "nominal" : Scenario.Name;

    /// <summary>Episodes in which the cube came to where it belongs.</summary>
    public int Successes => Episodes.Count(episode => episode.Succeeded);

    /// <summary>Takeovers in all.</summary>
    public int Takeovers => Episodes.Sum(episode => episode.Takeovers);

    /// <summary>Seconds per episode in which the expert was in command.</summary>
    public double DrivingSeconds => Episodes.Average(episode => episode.DrivingSeconds);

    /// <summary>Seconds per episode that were asked of the expert.</summary>
    public double AttentionSeconds => Episodes.Average(episode => episode.AttentionSeconds);
}
