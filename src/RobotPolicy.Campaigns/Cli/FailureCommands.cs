using System.CommandLine;
using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Cli;

/// <summary>Commands about the prediction of failures.</summary>
internal static class FailureCommands
{
    private const int Success = 0;
    private const int Failed = 1;

    /// <summary><c>failures</c>: what the prediction of failures is worth.</summary>
    public static Command Failures()
    {
        var policies = new Option<string[]>("--policy")
        {
            Description = "Packages in deploy/policies; several are given one after another.",
            DefaultValueFactory = _ => ["pick_place_act", "pick_place_diffusion"],
            AllowMultipleArgumentsPerToken = true,
        };
        var episodes = Whole("--episodes", "Episodes that are judged, for each package.", Scenario.MixSize, 10, 100_000);
        var calibration = Whole("--calibration-episodes", "Episodes that set thresholds of what the package is compared with, and as many that it learns from.", 200, 20, 10_000);
        var seed = Whole("--seed", "Which row of scenes; packages are calibrated on those from 300000 on, and trained on none of either.", 700_000, 600_000, 1_000_000_000);
        var workers = Workers();
        var output = new Option<DirectoryInfo>("--output") { Description = "Where raw data and plots go.", DefaultValueFactory = _ => new DirectoryInfo("out/failures") };
        var command = new Command(
            "failures", "Perturbs the scene in ways that no policy has seen, and compares alarms with what became of each episode; then lets an expert be called.")
        {
            policies, episodes, calibration, seed, workers, output,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Guard("failures", () =>
        {
            var folder = parsed.GetValue(output)!.FullName;
            var results = new FailureCampaign(CampaignSetup.Find(), new FailureOptions
            {
                Packages = parsed.GetValue(policies)!,
                Episodes = parsed.GetValue(episodes),
                CalibrationEpisodes = parsed.GetValue(calibration),
                Seed = parsed.GetValue(seed),
                Workers = parsed.GetValue(workers),
                Output = folder,
            }).Run(stop);
            Directory.CreateDirectory(folder);
            FailureTables.Print(results);
            FailureData.Save(results, Path.Combine(folder, "failures.json"));
            FailurePlot.Save(results, Path.Combine(folder, "failures.svg"));
            Console.WriteLine($"Raw data and a plot are in {folder}.");
            return FailureBars.Print(results) ? Success : Failed;
        })));
        return command;
    }

    /// <summary><c>rollouts</c>: files for <c>robotctl calibrate</c>.</summary>
    public static Command Rollouts()
    {
        var policy = new Option<string>("--policy") { Description = "Package in deploy/policies.", DefaultValueFactory = _ => CampaignSetup.DefaultPolicy };
        var episodes = Whole("--episodes", "Episodes.", 300, 1, 100_000);
        var seed = Whole("--seed", "Which row of scenes; two rows share none as long as their numbers, counted up, do not.", 300_000, 0, 1_000_000_000);
        var scenario = new Option<string>("--scenario") { Description = "What differs from the scene that policies were trained on.", DefaultValueFactory = _ => Scenario.Nominal };
        scenario.AcceptOnlyFromAmong([.. Scenario.Mix.Select(known => known.Name)]);
        var workers = Workers();
        var output = new Option<DirectoryInfo>("--output") { Description = "Folder that receives a file of each episode.", Required = true };
        var command = new Command("rollouts", "Runs a package on the simulator and writes a rollout of each episode, for robotctl calibrate.")
        {
            policy, episodes, seed, scenario, workers, output,
        };
        command.SetAction((parsed, stop) => Task.FromResult(Guard("rollouts", () =>
        {
            var count = parsed.GetValue(episodes);
            var succeeded = RolloutCampaign.Run(
                CampaignSetup.Find() with { Policy = parsed.GetValue(policy)! },
                count,
                parsed.GetValue(seed),
                Scenario.Mix.First(known => known.Name == parsed.GetValue(scenario)),
                parsed.GetValue(output)!.FullName,
                parsed.GetValue(workers),
                stop);
            Console.WriteLine($"{succeeded} of {count} episodes succeeded; rollouts are in {parsed.GetValue(output)!.FullName}.");
            return Success;
        })));
        return command;
    }

    internal static Option<int> Workers() => Whole("--workers", "Simulators and policies side by side.", Math.Max(1, Environment.ProcessorCount), 1, 64);

    internal static Option<int> Whole(string name, string description, int value, int lowest, int highest)
    {
        var option = new Option<int>(name) { Description = $"{description} {lowest} to {highest}.", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var given && (given < lowest || given > highest))
                result.AddError($"{name}: expected {lowest}…{highest}, actual {given}");
        });
        return option;
    }

    internal static int Guard(string name, Func<int> run)
    {
        try
        {
            return run();
        }
        catch (CampaignException exception)
        {
            Console.Error.WriteLine($"{name}: {exception.Message}");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"{name}: stopped");
            return Failed;
        }
    }
}
