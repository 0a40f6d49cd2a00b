using System.Text.Json;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>Writes everything that the figures were made of.</summary>
internal static class FailureData
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Writes one file.</summary>
    public static void Save(IReadOnlyList<PackageResult> results, string path) => File.WriteAllText(path, JsonSerializer.Serialize(results.Select(Describe), Options));

    private static object Describe(PackageResult result) => new
    {
        package = result.Package,
        rule = result.Rule.ToString(),
        calibration = new { sha256 = result.Calibration.PackageSha256, delta = result.Calibration.Delta },
        max_calls = result.MaxCalls,
        detections = result.Detections.Prepend(result.Shipped).Select(detection => new
        {
            name = detection.Name,
            delta = detection.Delta,
            tpr = detection.Quality.TruePositiveRate,
            tnr = detection.Quality.TrueNegativeRate,
            balanced_accuracy = detection.Quality.BalancedAccuracy,
            timestep_accuracy = detection.Quality.TimestepAccuracy,
            detection_time = detection.Quality.DetectionTime,
            nominal_false_alarms = detection.NominalFalseAlarms,
            nominal_successes = detection.NominalSuccesses,
            first_alarms = detection.FirstAlarms,
        }),
        episodes = result.Alone.Select((episode, i) => new
        {
            scenario = episode.Scenario.Name,
            strength = episode.Scenario.Strength,
            seed = episode.Seed,
            alone = Outcome(episode),
            alone_with_more_time = Outcome(result.Unassisted[i]),
            on_alarm = Outcome(result.OnAlarm[i]),
            supervised = Outcome(result.Supervised[i]),
            ratios = episode.Reports.Select(report => Math.Round(report.Ratio, 4)),
        }),
    };

    private static object Outcome(FailureEpisode episode) => new
    {
        succeeded = episode.Succeeded,
        seconds = Math.Round(episode.Seconds, 3),
        takeovers = episode.Takeovers,
        driving_seconds = Math.Round(episode.DrivingSeconds, 3),
        attention_seconds = Math.Round(episode.AttentionSeconds, 3),
    };
}
