using System.Text.Json;
using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Control.Loop;
using RobotPolicy.Inference.Failure.Rollouts;

namespace RobotPolicy.Campaigns.Flywheel;

/// <summary>
/// One turn from failures to a better policy: the shipped policy is judged in scenes that it has not seen, an expert who is called by its
/// monitor helps it in others, what both did becomes a dataset, the policy is trained on with it, its monitor is calibrated anew, and it is
/// judged in the very scenes of the beginning. Virtual time; all of it is deterministic but for how far training gets in its time.
/// </summary>
internal sealed class FlywheelCampaign(CampaignSetup setup, FlywheelOptions options)
{
    /// <summary>Name of the new package.</summary>
    public const string PackageName = "pick_place_act_flywheel";

    private static readonly TimeSpan DemonstrationLimit = TimeSpan.FromMinutes(30);

    /// <summary>Runs it.</summary>
    /// <param name="stop">Ends it.</param>
    public FlywheelResult Run(CancellationToken stop)
    {
        var shipped = Path.Combine(setup.Policies, CampaignSetup.DefaultPolicy);
        var (dataset, demonstrations, package) = (Clear("dataset"), Path.Combine(options.Output, "demonstrations"), Clear(PackageName));

        var before = Judge(shipped, "before", stop);
        var help = InterventionDataset.Collect(setup, shipped, options, dataset, Clear("runs"), stop);
        Demonstrate(demonstrations, stop);
        var training = Train(shipped, dataset, demonstrations, package, stop);
        if (options.Calibration > 0)
            Calibrate(package, stop);
        var after = Judge(package, "after", stop);
        return new FlywheelResult(
            options,
            [.. options.Conditions.Select((scenario, i) => new ConditionResult(scenario, before[i], after[i]))],
            help,
            options.Calibration > 0 ? Help(package, stop) : [],
            training,
            package);
    }

    /// <summary>Runs the policy alone; every condition has scenes of its own.</summary>
    private FailureEpisode[][] Judge(string package, string when, CancellationToken stop)
    {
        using var pool = new WorkerPool(setup, package, options.Workers, withMonitor: false);
        return
        [
            .. options.Conditions.Select((scenario, condition) => Run(
                pool,
                $"{when}: {scenario.Name}",
                options.Episodes,
                i => SceneSeeds.At(options.JudgedRow, (condition * options.Episodes) + i),
                (worker, seed) => worker.Run(scenario, seed, options.Timeout),
                stop)),
        ];
    }

    private AssistedResult[] Help(string package, CancellationToken stop)
    {
        using var pool = new WorkerPool(setup, package, options.Workers);
        var reaction = new FailureReaction { OnAlarm = AlarmResponse.Hold };
        return
        [
            .. options.Learned.Select((scenario, condition) => new AssistedResult(scenario, Run(
                pool,
                $"expert on alarm, after: {scenario.Name}",
                options.Assisted,
                i => SceneSeeds.At(options.AssistedRow, (condition * options.Assisted) + i),
                (worker, seed) => worker.Run(scenario, seed, options.AssistedTimeout, habits: new ExpertHabits(), reaction: reaction),
                stop))),
        ];
    }

    private static FailureEpisode[] Run(
        WorkerPool pool, string title, int count, Func<int, int> seed, Func<FailureWorker, int, FailureEpisode> job, CancellationToken stop)
    {
        using var progress = new CampaignProgress(title, count);
        return pool.Run([.. Enumerable.Range(0, count).Select(seed)], job, episode => progress.Add(episode.Succeeded), stop);
    }

    /// <summary>The demonstrations that the shipped policy began with, made again; those of an earlier turn are the same.</summary>
    private void Demonstrate(string folder, CancellationToken stop)
    {
        if (AreThere(folder))
            return;
        ScriptProgram.Run(
            setup.Program("RobotPolicy.Simulator", "robotpolicy-simulator"),
            ["generate", "--episodes", $"{options.Demonstrations}", "--seed", "0", "--out", folder],
            DemonstrationLimit,
            stop);
    }

    /// <summary>Whether the same demonstrations were made before: their description is written last.</summary>
    private bool AreThere(string folder)
    {
        var description = Path.Combine(folder, "meta.json");
        if (!File.Exists(description))
            return false;
        using var meta = JsonDocument.Parse(File.ReadAllText(description));
        return meta.RootElement.GetProperty("episodes").GetInt32() == options.Demonstrations && meta.RootElement.GetProperty("first_seed").GetInt32() == 0;
    }

    private JsonElement Train(string shipped, string dataset, string demonstrations, string package, CancellationToken stop)
    {
        // Debian's packages belong to Debian's interpreter.
        const string python = "/usr/bin/python3";
        return ScriptProgram.RunJson(
            python,
            [
                Path.Combine(setup.Root, "deploy", "training", "finetune.py"),
                "--initial", shipped,
                "--dataset", dataset,
                "--data", demonstrations,
                "--package", package,
                "--robotctl", setup.Program("RobotPolicy.Cli", "robotctl"),
                "--seconds", FormattableString.Invariant($"{options.Training.TotalSeconds}"),
            ],
            options.Training + DemonstrationLimit,
            stop);
    }

    /// <summary>Fits the monitor to successes of all conditions: what the policy has learned is no news any more.</summary>
    private void Calibrate(string package, CancellationToken stop)
    {
        var rollouts = Clear("rollouts");
        for (var i = 0; i < options.Conditions.Count; i++)
            RolloutCampaign.Run(
                setup with { Policy = package },
                options.Calibration,
                options.CalibrationRow + (i * options.Calibration),
                options.Conditions[i],
                rollouts,
                options.Workers,
                stop);
        ScriptProgram.Run(
            setup.Program("RobotPolicy.Cli", "robotctl"),
            [
                "calibrate", package, "--rollouts", rollouts, "--delta", FormattableString.Invariant($"{options.Delta}"),
                "--report", Path.Combine(options.Output, "calibration.html"),
            ],
            DemonstrationLimit,
            stop);
    }

    private string Clear(string name)
    {
        var folder = Path.Combine(options.Output, name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        return folder;
    }
}
