using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;
using Spectre.Console;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary><c>policies load</c>: with a bar that shows how far it is.</summary>
internal static class LoadCommand
{
    public static Command Build(CommandRunner runner)
    {
        var name = PolicyCommands.Name();
        var command = new Command("load", """
            Load and warm up a package. Takes the lease; moves nothing.

              robotctl policies load pick_place_act
            """) { name };
        return runner.Bind(command, (run, stop) => run.WithLeaseAsync(
            async (_, token) =>
            {
                var policy = await LoadAsync(run, run.Parsed.GetRequiredValue(name), token).ConfigureAwait(false);
                if (policy is null)
                    throw new CommandException(ExitCode.Refused, "the service ended the load without a result.");
                run.Printer.Line($"{policy.Name} is loaded on {policy.Device}.", Tone.Good);
                return ExitCode.Ok;
            },
            keepRunning: true,
            takeOver: false,
            stop));
    }

    private static Task<Policy?> LoadAsync(Invocation run, string name, CancellationToken stop)
    {
        if (!run.Printer.Live)
            return ReadAsync(run, name, StepLine(run.Printer), stop);
        return RichSheet.Console(run.Terminal, run.Printer.Colour).Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(name), maxValue: 1);
                return ReadAsync(
                    run,
                    name,
                    step =>
                    {
                        bar.Description = Markup.Escape($"{name}: {step.Stage}");
                        bar.Value = step.Fraction;
                    },
                    stop);
            });
    }

    private static Action<LoadPolicyProgress> StepLine(Printer printer)
    {
        var stage = "";
        return step =>
        {
            if (printer.Json)
                printer.Object(step);
            else if (step.Stage != stage)
                printer.Line($"{Words.Percent(step.Fraction),5}  {step.Stage}");
            stage = step.Stage;
        };
    }

    private static async Task<Policy?> ReadAsync(Invocation run, string name, Action<LoadPolicyProgress> show, CancellationToken stop)
    {
        Policy? loaded = null;
        using var call = run.Robot.Policies.LoadPolicy(new LoadPolicyRequest { Name = name }, run.Robot.Streaming(stop));
        await foreach (var step in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
        {
            show(step);
            if (step.Warning.Length > 0 && !run.Printer.Json)
                run.Printer.Note($"warning: {step.Warning}", Tone.Warn);
            loaded = step.Policy ?? loaded;
        }

        return loaded;
    }
}
