using System.Text.Json;
using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Failures;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>Writes everything that the figures were made of.</summary>
internal static class FlywheelData
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true };

    /// <summary>Writes one file.</summary>
    public static void Save(FlywheelResult result, string path) => File.WriteAllText(path, JsonSerializer.Serialize(Describe(result), Options));

    private static object Describe(FlywheelResult result) => new
    {
        package = result.Package,
        rows_of_seeds = new
        {
            judged = result.Options.JudgedRow,
            collected = result.Options.CollectedRow,
            assisted_after = result.Options.AssistedRow,
            calibrated = result.Options.CalibrationRow,
        },
        training = result.Training,
        conditions = result.Conditions.Select(condition => new
        {
            name = condition.Name,
            strength = condition.Scenario.Strength,
            before = Rate(condition.RateBefore),
            after = Rate(condition.RateAfter),
            only_after = condition.Gained,
            only_before = condition.Lost,
            barnard_p = condition.P,
            episodes = condition.Before.Zip(condition.After).Select(pair => new
            {
                seed = pair.First.Seed,
                before = Outcome(pair.First),
                after = Outcome(pair.Second),
            }),
        }),
        expert_before = result.HelpBefore.Select(Help),
        expert_after = result.HelpAfter.Select(Help),
    };

    private static object Rate(SuccessRate rate) => new
    {
        successes = rate.Successes,
        trials = rate.Trials,
        credible_95 = new[] { rate.Credible.Low, rate.Credible.High },
    };

    private static object Outcome(FailureEpisode episode) => new { succeeded = episode.Succeeded, seconds = Math.Round(episode.Seconds, 3) };

    private static object Help(AssistedResult help) => new
    {
        name = help.Name,
        episodes = help.Episodes.Count,
        succeeded = help.Successes,
        takeovers = help.Takeovers,
        driving_seconds_per_episode = help.DrivingSeconds,
        attention_seconds_per_episode = help.AttentionSeconds,
    };
}
