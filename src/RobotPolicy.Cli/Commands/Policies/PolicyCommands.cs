using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary><c>policies</c>: packages on the service's disk, by name; to be looked at, on this one too, by path.</summary>
internal static class PolicyCommands
{
    public static Command Build(CommandRunner runner) => new("policies", """
        Policy packages on the service's disk, by name. Loading moves nothing.
        A path means a package on this disk, which is looked at without a service.

          robotctl policies list
          robotctl policies validate pick_place_act
          robotctl policies validate ./exported --robot hardware/simulator.yaml
          robotctl policies load pick_place_act
          robotctl policies demo hardware/ur5e.yaml packages/demo
          robotctl policies prepare ./exported --device tensorrt --cache /var/cache/robotpolicy
        """)
    {
        List(runner),
        Show(runner, "show", "One package: what it needs, what it does, and everything that is wrong with it."),
        Show(runner, "inspect", "The same as show; of a package on this disk also graphs, normalisation and files."),
        Validate(runner),
        PrepareCommand.Build(runner),
        DemoCommand.Build(runner),
        LoadCommand.Build(runner),
        Unload(runner),
    };

    /// <summary>The argument that names a package, or a place on this disk.</summary>
    private static Argument<string> NameOrPath() => new("policy") { Description = "Name of the package's folder; with a slash, or as an .onnx file, a path on this disk." };

    /// <summary>The argument that names a package.</summary>
    public static Argument<string> Name() => new("policy") { Description = "Name of the package's folder." };

    private static Command List(CommandRunner runner)
    {
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many.", DefaultValueFactory = _ => 1000, HelpName = "count" };
        var command = new Command("list", "Packages in the policy folders, loaded or not.") { limit };
        return runner.Bind(command, async (run, stop) =>
        {
            var policies = await Pages.CollectAsync<Policy>(
                run.Parsed.GetValue(limit),
                async (size, token) =>
                {
                    var page = await run.Robot.Policies.ListPoliciesAsync(new ListPoliciesRequest { PageSize = size, PageToken = token }, run.Robot.Once(stop))
                        .ConfigureAwait(false);
                    return (page.Policies, page.NextPageToken);
                }).ConfigureAwait(false);
            run.Printer.Answer(policies, () => PolicyText.Table(policies));
            return ExitCode.Ok;
        });
    }

    private static Command Show(CommandRunner runner, string name, string description)
    {
        var policy = NameOrPath();
        var robot = FolderCommand.Robot();
        var rate = FolderCommand.Rate();
        return runner.Bind(new Command(name, description) { policy, robot, rate }, async (run, stop) =>
        {
            if (Local(run, policy, robot, rate, problemsOnly: false) is { } code)
                return code;
            var found = await run.Robot.Policies.GetPolicyAsync(new GetPolicyRequest { Name = run.Parsed.GetRequiredValue(policy) }, run.Robot.Once(stop))
                .ConfigureAwait(false);
            run.Printer.Answer(found, () => [PolicyText.Fields(found, run.Terminal.Time)]);
            return ExitCode.Ok;
        });
    }

    /// <summary>Exit code where the argument is a path; <see langword="null"/> where the service is to be asked.</summary>
    private static int? Local(Invocation run, Argument<string> policy, Option<string?> robot, Option<double?> rate, bool problemsOnly)
    {
        var argument = run.Parsed.GetRequiredValue(policy);
        var (file, hz) = (run.Parsed.GetValue(robot), run.Parsed.GetValue(rate));
        if (FolderCommand.IsPath(argument))
            return FolderCommand.Run(run, argument, file, hz, problemsOnly);
        return file is null && hz is null
            ? null
            : throw CommandException.Usage("--robot and --rate are for a package on this disk; its path has a slash, as in ./folder.");
    }

    private static Command Validate(CommandRunner runner)
    {
        var policy = NameOrPath();
        var robot = FolderCommand.Robot();
        var rate = FolderCommand.Rate();
        return runner.Bind(new Command("validate", "Every problem of a package, one per line; exit code 1 if there is one.") { policy, robot, rate }, async (run, stop) =>
        {
            if (Local(run, policy, robot, rate, problemsOnly: true) is { } code)
                return code;
            var found = await run.Robot.Policies.GetPolicyAsync(new GetPolicyRequest { Name = run.Parsed.GetRequiredValue(policy) }, run.Robot.Once(stop))
                .ConfigureAwait(false);
            if (run.Printer.Json)
                run.Printer.Object(found);
            foreach (var problem in found.Problems)
                run.Printer.Line(problem, Tone.Bad);
            var valid = found.Problems.Count == 0 && found.State != PolicyState.Invalid;
            if (valid)
                run.Printer.Line($"{found.Name} is valid.", Tone.Good);
            return valid ? ExitCode.Ok : ExitCode.Refused;
        });
    }

    private static Command Unload(CommandRunner runner)
    {
        var policy = Name();
        return runner.Bind(new Command("unload", "Free a package's memory. Takes the lease.") { policy }, (run, stop) => run.WithLeaseAsync(
            async (_, token) =>
            {
                var request = new UnloadPolicyRequest { Name = run.Parsed.GetRequiredValue(policy) };
                var unloaded = await run.Robot.Policies.UnloadPolicyAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                run.Printer.Answer(unloaded, $"{unloaded.Name} is unloaded.", Tone.Good);
                return ExitCode.Ok;
            },
            keepRunning: true,
            takeOver: false,
            stop));
    }
}
