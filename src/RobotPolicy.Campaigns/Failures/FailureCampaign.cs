using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Control.Failure.Calibration;
using RobotPolicy.Control.Failure.Evaluation;
using RobotPolicy.Control.Loop;
using RobotPolicy.Inference.Failure;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// Shows what failure prediction is worth. First the policy runs alone in a mix of nominal and perturbed scenes, with the monitor looking
/// on, and alarms are compared with what became of each episode, beside other ways to predict it. Then the same scenes run again where an
/// alarm holds the arm and the scripted expert is called, and where the expert watches all the time. Virtual time; deterministic.
/// </summary>
internal sealed class FailureCampaign(CampaignSetup setup, FailureOptions options)
{
    // Two thirds of what an inference every 0.6 s comes to would already be late; room for requests that come early.
    private const double ShortestCallSeconds = 0.5;

    /// <summary>Runs all packages.</summary>
    /// <param name="stop">Ends it.</param>
    public IReadOnlyList<PackageResult> Run(CancellationToken stop) => [.. options.Packages.Select(package => Run(package, stop))];

    private PackageResult Run(string package, CancellationToken stop)
    {
        using var pool = new WorkerPool(setup, Path.Combine(setup.Policies, package), options.Workers);
        if (pool.First.Policy.Calibration is not { } calibration || pool.First.Policy.IsCalibrationStale)
            throw new CampaignException($"{package} has no calibration that fits: make calibrate POLICY={package}");

        // Scenes that set thresholds of what the package is compared with, and before them those that clusters are fitted to.
        var known = Collect(pool, package + ": known scenes", options.Seed - (2 * options.CalibrationEpisodes), stop);
        var calibrating = Collect(pool, package + ": calibration", options.Seed - options.CalibrationEpisodes, stop);
        var scenes = Scenario.Episodes(options.Episodes, options.Seed);
        var alone = Run(pool, package + ": alone", scenes, (worker, scene) => worker.Run(scene.Scenario, scene.Seed, options.Timeout, keep: true), stop);
        var bench = new DetectorBench(
            pool.First.Policy, [.. known.Select(episode => episode.Rollout!)], [.. calibrating.Select(episode => episode.Rollout!)]);
        var maxCalls = Math.Max(
            (int)Math.Ceiling((options.Timeout + FailureWorker.Linger).TotalSeconds / ShortestCallSeconds), alone.Max(episode => episode.Reports.Count));
        return new PackageResult
        {
            Package = package,
            Calibration = calibration,
            Rule = pool.First.Policy.Failure!.Rule,
            Alone = alone,
            MaxCalls = maxCalls,
            Shipped = DetectionOf("as shipped", calibration.Delta, [.. alone.Select(Judge)], alone, maxCalls),
            Detections =
            [
                .. from delta in options.Deltas
                   from detector in Detector.Baselines(pool.First.Policy.Insight.SampleCount > 1).Prepend(Own(pool.First, delta))
                   where bench.Knows(detector)
                   select DetectionOf(detector.Name, delta, bench.Judge(detector, delta, alone), alone, maxCalls),
            ],
            Unassisted = Again(pool, package + ": alone, more time", alone, episode => !episode.Succeeded, null, null, stop),
            OnAlarm = Again(
                pool,
                package + ": expert on alarm",
                alone,
                episode => !episode.Succeeded || episode.FirstAlarm >= 0,
                new ExpertHabits(),
                new FailureReaction { OnAlarm = AlarmResponse.Hold },
                stop),
            Supervised = Again(
                pool,
                package + ": expert watching",
                alone,
                episode => !episode.Succeeded || episode.Seconds > new ExpertHabits().Patience.TotalSeconds,
                new ExpertHabits { Watches = true },
                FailureReaction.Inform,
                stop),
        };
    }

    /// <summary>The package's own scores and rule, with thresholds of this campaign.</summary>
    private static Detector Own(FailureWorker worker, double delta) => new(
        "scores of the package",
        [.. worker.Policy.Failure!.Scores.Select(score => (score.Name, score.Window))],
        worker.Policy.Failure.Rule,
        worker.Policy.Failure.Threshold == ThresholdKind.TimeVarying ? worker.Policy.Calibration!.Method : ThresholdMethod.ConstantConformal);

    private static JudgedRollout Judge(FailureEpisode episode) =>
        new([.. episode.Reports.Select(report => report.State == Control.Failure.FailureState.Quiet ? Math.Min(1, report.Ratio) : double.PositiveInfinity)], episode.Succeeded);

    private static Detection DetectionOf(
        string name, double delta, IReadOnlyList<JudgedRollout> judged, IReadOnlyList<FailureEpisode> episodes, int maxCalls)
    {
        var nominal = judged.Zip(episodes).Where(pair => pair.Second is { Scenario.IsNominal: true, Succeeded: true }).ToArray();
        return new Detection(
            name,
            delta,
            DetectionQuality.Of(judged, maxCalls),
            nominal.Count(pair => pair.First.FirstAlarm >= 0),
            nominal.Length,
            [.. judged.Select(rollout => rollout.FirstAlarm)]);
    }

    private FailureEpisode[] Collect(WorkerPool pool, string title, int seed, CancellationToken stop) =>
    [
        .. Run(
            pool,
            title,
            [.. Enumerable.Range(0, options.CalibrationEpisodes).Select(i => (Scenario.Mix[0], SceneSeeds.At(seed, i)))],
            (worker, scene) => worker.Run(scene.Scenario, scene.Seed, options.Timeout, keep: true),
            stop).Where(episode => episode.Succeeded),
    ];

    /// <summary>
    /// The same scenes with help. Virtual time repeats bit by bit, so an episode in which nobody would have been called is what it was.
    /// </summary>
    private FailureEpisode[] Again(
        WorkerPool pool,
        string title,
        FailureEpisode[] alone,
        Func<FailureEpisode, bool> differs,
        ExpertHabits? habits,
        FailureReaction? reaction,
        CancellationToken stop)
    {
        var changed = alone.Where(differs).ToArray();
        var results = Run(
            pool,
            title,
            [.. changed.Select(episode => (episode.Scenario, episode.Seed))],
            (worker, scene) => worker.Run(scene.Scenario, scene.Seed, options.AssistedTimeout, keep: false, habits, reaction),
            stop).ToDictionary(episode => episode.Seed);
        return
        [
            .. alone.Select(episode => results.GetValueOrDefault(episode.Seed)
                ?? (habits is { Watches: true } ? episode with { AttentionSeconds = episode.Seconds } : episode)),
        ];
    }

    private static FailureEpisode[] Run(
        WorkerPool pool,
        string title,
        IReadOnlyList<(Scenario Scenario, int Seed)> scenes,
        Func<FailureWorker, (Scenario Scenario, int Seed), FailureEpisode> job,
        CancellationToken stop)
    {
        using var progress = new CampaignProgress(title, scenes.Count);
        return pool.Run(scenes, job, episode => progress.Add(episode.Succeeded), stop);
    }
}
