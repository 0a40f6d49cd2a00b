using System.CommandLine;
using System.CommandLine.Parsing;
using RobotPolicy.Campaigns.Episodes;
using RobotPolicy.Campaigns.Faults;
using RobotPolicy.Campaigns.Goals;
using RobotPolicy.Campaigns.Processes;
using RobotPolicy.Campaigns.Watching;

namespace RobotPolicy.Campaigns.Cli;

/// <summary>The command line: one command per campaign.</summary>
internal static class CampaignCommandLine
{
    private const int Success = 0;
    private const int Failed = 1;

    /// <summary>Builds the commands.</summary>
    public static RootCommand Build() =>
        new("Runs the whole of RobotPolicy from outside, against the simulator, and counts what went well.") 
    {
        Demo(), Faults(), FailureCommands.Failures(), FailureCommands.Rollouts(), FlywheelCommand.Build(),
    };

    private static Command Demo()
    {
        var episodes = new Option<int>("--episodes") { Description = "Number of episodes, 1 to 100000.", DefaultValueFactory = _ => 3 };
        var seed = new Option<long>("--seed") { Description = "Seed of the first episode.", DefaultValueFactory = _ => 1000 };
        var timeout = new Option<double>("--episode-timeout")
        {
            Description = "Simulated seconds after which an episode has failed.",
            DefaultValueFactory = _ => 15,
        };
        var policy = new Option<string>("--policy")
        {
            Description = "Package in deploy/policies that is run.",
            DefaultValueFactory = _ => CampaignSetup.DefaultPolicy,
        };
        var goals = new Option<GoalKind[]>("--goals")
        {
            Description = "On the table with three discs: kinds of goals that take turns, separated by commas: text, image, sketch. "
                + "Left out, there is one disc and no choice.",
            DefaultValueFactory = _ => [],
            CustomParser = ParseKinds,
            HelpName = "KINDS",
        };
        var record = new Option<DirectoryInfo?>("--record") { Description = "Folder that receives a recording of the run." };
        var stay = new Option<bool>("--stay")
        {
            Description = "Go on after the episodes for whoever opens the console, until Ctrl-C: a new scene is laid out after each task.",
        };
        episodes.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 100_000)
                result.AddError($"--episodes: expected 0…100000, actual {result.GetValueOrDefault<int>()}");
        });
        timeout.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= 3600))
                result.AddError($"--episode-timeout: expected more than 0 and at most 3600 s, actual {result.GetValueOrDefault<double>()}");
        });
        var command = new Command(
            "demo", "Pick-and-place episodes: simulator and service as two processes, tasks through robotctl, judged by the ground truth.")
        {
            episodes, seed, timeout, policy, goals, record, stay,
        };
        command.SetAction((parsed, stop) => RunDemoAsync(
            parsed.GetValue(policy)!,
            parsed.GetValue(goals)!,
            new EpisodeOptions(parsed.GetValue(episodes), parsed.GetValue(seed), parsed.GetValue(timeout)),
            parsed.GetValue(record)?.FullName,
            parsed.GetValue(stay),
            stop));
        return command;
    }

    private static Command Faults()
    {
        var only = new Option<string>("--only") { Description = "Only rows whose name contains this.", DefaultValueFactory = _ => "" };
        var seed = new Option<long>("--seed") { Description = "Seed of the first scene.", DefaultValueFactory = _ => 3000 };
        var command = new Command(
            "faults", "Throws faults at a moving arm: each must be held in time and by name, and no command may leave the limits.")
        {
            only, seed,
        };
        command.SetAction(async (parsed, stop) =>
        {
            try
            {
                return await FaultCampaign.RunAsync(CampaignSetup.Find(), parsed.GetValue(only)!, parsed.GetValue(seed), stop).ConfigureAwait(false)
                    ? Success
                    : Failed;
            }
            catch (CampaignException exception)
            {
                Console.Error.WriteLine($"faults: {exception.Message}");
                return Failed;
            }
        });
        return command;
    }

    private static GoalKind[] ParseKinds(ArgumentResult result)
    {
        var kinds = new List<GoalKind>();
        foreach (var word in result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!char.IsAsciiLetter(word.FirstOrDefault()) || !Enum.TryParse<GoalKind>(word, ignoreCase: true, out var kind))
            {
                result.AddError($"--goals: expected text, image or sketch, separated by commas, actual '{word}'");
                return [];
            }

            kinds.Add(kind);
        }

        return [.. kinds];
    }

    private static async Task<int> StayAsync(RobotGraph graph, ServiceClient service, long seed, TimeProvider time, CancellationToken stop)
    {
        Console.WriteLine("The robot is yours: open the console. Ctrl-C ends.");
        await new Playground(graph, service, line => Console.WriteLine($"  {line}"), time).RunAsync(seed, stop).ConfigureAwait(false);
        return Success;
    }

    private static async Task<int> RunDemoAsync(
        string policy, GoalKind[] kinds, EpisodeOptions options, string? record, bool stay, CancellationToken stop)
    {
        var time = TimeProvider.System;
        try
        {
            var setup = CampaignSetup.Find() with { Policy = policy };
            if (!File.Exists(Path.Combine(setup.Policies, policy, "manifest.json")))
                throw new CampaignException($"--policy: expected a package in {setup.Policies}, actual {policy}");
            IGoalSource goals = new FixedGoal();
            if (kinds.Length > 0)
            {
                setup = setup with { Scene = DiscGoals.Scene };
                goals = new DiscGoals(setup, kinds);
            }

            using var simulator = await Programs.StartSimulatorAsync(setup, options.Seed, stop).ConfigureAwait(false);
            using var process = await Programs.StartServiceAsync(
                setup,
                stop,
                [
                    "--policies", setup.Policies,
                    .. record is null ? (string[])[] : ["--record", record, "--record-keep-gb", "5"],

                    // A browser shares the cores with physics, rendering and policy here: it may be late with a sign of life.
                    .. stay ? (string[])["--lease-timeout", "2"] : [],
                ]).ConfigureAwait(false);
            if (process.FindLine("Console at ") is { } address)
                Console.WriteLine($"Console: {address}");
            using var service = new ServiceClient(setup.Endpoint, time);
            using var graph = new RobotGraph(setup.Domain, time);
            if (options.Episodes == 0)
                return await StayAsync(graph, service, options.Seed, time, stop).ConfigureAwait(false);
            var view = EpisodeView.Create(
                options, () => service.Telemetry.GetMetrics(new RobotPolicy.Api.V1.GetMetricsRequest(), cancellationToken: CancellationToken.None));
            try
            {
                await new EpisodeCampaign(graph, service, new Robotctl(setup), goals, options, time).RunAsync(view, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop: what has been run so far is summed up below.
            }
            catch (CampaignException exception)
            {
                EpisodeView.Failed(exception.Message);
            }

            view.Summarise();
            if (stay && !stop.IsCancellationRequested)
                await StayAsync(graph, service, options.Seed + options.Episodes, time, stop).ConfigureAwait(false);
            return view.AllSucceeded ? Success : Failed;
        }
        catch (CampaignException exception)
        {
            EpisodeView.Failed(exception.Message);
            return Failed;
        }
    }
}
