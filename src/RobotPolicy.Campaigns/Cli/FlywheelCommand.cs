using System.CommandLine;
using RobotPolicy.Campaigns.Failures;
using RobotPolicy.Campaigns.Flywheel;
using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Cli;

/// <summary><c>flywheel</c>: from failures to a better policy.</summary>
internal static class FlywheelCommand
{
    private const int Success = 0;
    private const double MaxMinutes = 600;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var scenarios = new Option<string[]>("--scenario")
        {
            Description = "What differs in the scenes that are learned from.",
            DefaultValueFactory = _ => ["dim_light", "cube_moved"],
            AllowMultipleArgumentsPerToken = true,
        };
        scenarios.AcceptOnlyFromAmong([.. Scenario.Mix.Where(known => !known.IsNominal).Select(known => known.Name)]);
        var episodes = FailureCommands.Whole("--episodes", "Episodes of each condition that are judged, before and after.", 60, 1, 10_000);
        var assisted = FailureCommands.Whole("--assisted", "Episodes of each condition in which the expert helps.", 30, 1, 1000);
        var demonstrations = FailureCommands.Whole("--demonstrations", "Demonstrations of the nominal scene that are learned from again.", 80, 4, 232);
        var calibration = FailureCommands.Whole("--calibration-episodes", "Rollouts of each condition for the new monitor; 0 leaves it out.", 80, 0, 10_000);
        var seed = FailureCommands.Whole("--seed", "First row of scenes; nothing was trained or calibrated on those from 1000000 on.", 1_200_000, 1_000_000, 1_000_000_000);
        var minutes = new Option<double>("--minutes") { Description = "Time for training.", DefaultValueFactory = _ => 8 };
        minutes.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= MaxMinutes))
                result.AddError($"--minutes: expected more than 0 and at most {MaxMinutes}, actual {result.GetValueOrDefault<double>()}");
        });
        var workers = FailureCommands.Workers();
        var output = new Option<DirectoryInfo>("--output")
        {
            Description = "Where dataset, package and report go.", DefaultValueFactory = _ => new DirectoryInfo("artifacts/flywheel"),
        };
        var command = new Command(
            "flywheel",
            "Judges pick_place_act in perturbed scenes, lets an expert help it in others, trains on what both did, weighted as in Sirius, "
            + "calibrates the new monitor, and judges again. Fails only where a step does not run; that training helps is reported, not demanded.")
        {
            scenarios, episodes, assisted, demonstrations, calibration, seed, minutes, workers, output,
        };
        command.SetAction((parsed, stop) => Task.FromResult(FailureCommands.Guard("flywheel", () =>
        {
            var names = parsed.GetValue(scenarios)!;
            var options = new FlywheelOptions
            {
                Learned = [.. Scenario.Mix.Where(known => names.Contains(known.Name))],
                Episodes = parsed.GetValue(episodes),
                Assisted = parsed.GetValue(assisted),
                Demonstrations = parsed.GetValue(demonstrations),
                Calibration = parsed.GetValue(calibration),
                Seed = parsed.GetValue(seed),
                Training = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                Workers = parsed.GetValue(workers),
                Output = parsed.GetValue(output)!.FullName,
            };
            Directory.CreateDirectory(options.Output);
            var result = new FlywheelCampaign(CampaignSetup.Find(), options).Run(stop);
            FlywheelTables.Print(result);
            FlywheelTables.Save(result, Path.Combine(options.Output, "report.txt"));
            FlywheelData.Save(result, Path.Combine(options.Output, "report.json"));
            Console.WriteLine($"Dataset, package, calibration and report are in {options.Output}.");
            return Success;
        })));
        return command;
    }
}
