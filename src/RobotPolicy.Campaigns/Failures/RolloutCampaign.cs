using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>Runs a package on the simulator and writes a file of each episode, for <c>robotctl calibrate</c>.</summary>
internal static class RolloutCampaign
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Runs the episodes.</summary>
    /// <param name="setup">Where programs and packages are.</param>
    /// <param name="episodes">How many.</param>
    /// <param name="seed">Row of <see cref="SceneSeeds"/>.</param>
    /// <param name="scenario">What is different.</param>
    /// <param name="folder">Receives the files.</param>
    /// <param name="workers">Workers side by side.</param>
    /// <param name="stop">Ends it; files that are written stay.</param>
    /// <returns>Episodes that succeeded.</returns>
    public static int Run(CampaignSetup setup, int episodes, int seed, Scenario scenario, string folder, int workers, CancellationToken stop)
    {
        Directory.CreateDirectory(folder);
        using var pool = new WorkerPool(setup, Path.Combine(setup.Policies, setup.Policy), Math.Min(workers, episodes), withMonitor: false);
        using var progress = new CampaignProgress($"{Path.GetFileName(setup.Policy)}: {scenario.Name}", episodes);
        var results = pool.Run(
            [.. Enumerable.Range(0, episodes).Select(i => SceneSeeds.At(seed, i))],
            (worker, at) =>
            {
                var episode = worker.Run(scenario, at, Timeout, keep: true);
                RolloutFile.Write(episode.Rollout!, Path.Combine(folder, $"{scenario.Name}-{at}{RolloutFile.Extension}"));
                return episode.Succeeded;
            },
            succeeded => progress.Add(succeeded),
            stop);
        return results.Count(succeeded => succeeded);
    }
}
