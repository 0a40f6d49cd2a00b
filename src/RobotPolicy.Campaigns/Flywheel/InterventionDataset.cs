using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Control.Loop;
using RobotPolicy.Data.Datasets;
using RobotPolicy.Data.Datasets.Recordings;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>
/// Lets a package's monitor call the expert, records what both did as the service records a run, and makes a LeRobot dataset with the
/// classes of Sirius of the recordings. One episode after the other: meanwhile they are compressed on the other cores.
/// </summary>
internal static class InterventionDataset
{
    private const string Task = "Pick up the red cube and put it on the green disc.";

    /// <summary>Makes the dataset.</summary>
    /// <param name="setup">Where programs and profiles are.</param>
    /// <param name="package">Package folder; its monitor is calibrated.</param>
    /// <param name="options">How much, and of what.</param>
    /// <param name="folder">Receives the dataset; not there yet.</param>
    /// <param name="runs">Receives the recordings; they stay.</param>
    /// <param name="stop">Ends it between two episodes; there is no dataset then.</param>
    public static IReadOnlyList<AssistedResult> Collect(
        CampaignSetup setup, string package, FlywheelOptions options, string folder, string runs, CancellationToken stop)
    {
        using var worker = new FailureWorker(setup, package);
        if (worker.Policy.Calibration is null || worker.Policy.IsCalibrationStale)
            throw new CampaignException($"{package} has no calibration that fits: make calibrate POLICY={Path.GetFileName(package)}");
        Directory.CreateDirectory(runs);
        var results = new List<AssistedResult>();
        var row = 0;
        foreach (var scenario in options.Learned)
        {
            using var progress = new CampaignProgress($"expert on alarm: {scenario.Name}", options.Assisted);
            var episodes = new List<FailureEpisode>();
            for (var i = 0; i < options.Assisted; i++)
            {
                stop.ThrowIfCancellationRequested();
                episodes.Add(worker.Run(
                    scenario,
                    SceneSeeds.At(options.CollectedRow, row++),
                    options.AssistedTimeout,
                    habits: new ExpertHabits(),
                    reaction: new FailureReaction { OnAlarm = AlarmResponse.Hold },
                    runs: runs));
                progress.Add(episodes[^1].Succeeded);
            }

            results.Add(new AssistedResult(scenario, episodes));
        }

        Export([.. results.SelectMany(result => result.Episodes).Select(episode => episode.Bag!)], worker, folder, stop);
        return results;
    }

    private static void Export(IReadOnlyList<string> bags, FailureWorker worker, string folder, CancellationToken stop)
    {
        var options = new DatasetExportOptions { Fps = (int)(NanosecondsPerSecond / worker.Policy.Spec.ActionIntervalNs), Task = Task };
        var export = new DatasetExport(
            folder,
            options with { Template = options.Template with { HilSerl = true, Sirius = true } },
            _ => throw new CampaignException("The simulator's pictures are not compressed."));
        using var progress = new CampaignProgress("export", bags.Count);
        try
        {
            export.Run([.. bags.Select(bag => (bag, (Func<string, EpisodeOutcome?>?)null))], _ => progress.Add(true), stop);
        }
        catch (DatasetException exception)
        {
            throw new CampaignException(exception.Message);
        }

        if (export.LeftOut.Count > 0)
            throw new CampaignException($"Episodes are missing from the dataset: {string.Join("; ", export.LeftOut)}");
    }

    private const long NanosecondsPerSecond = 1_000_000_000;
}
