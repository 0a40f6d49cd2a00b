using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>tasks then</c>.</summary>
internal static class StepsCommand
{
    public static Command Build(CommandRunner runner)
    {
        var texts = new Argument<string[]>("text") { Description = "What to do next, in words, in this order.", Arity = ArgumentArity.OneOrMore };
        var id = new Option<string>("--task") { Description = "Id of the task; the current one if left out.", HelpName = "id" };
        var command = new Command("then", """
            Add sub-goals to a task while it runs. Takes the lease.

              robotctl tasks then "put it on the blue disc" "go home"
            """)
        {
            texts, id,
        };
        return runner.Bind(command, async (run, stop) =>
        {
            var task = await CurrentTask.IdAsync(run, run.Parsed.GetValue(id), stop).ConfigureAwait(false);
            var steps = run.Parsed.GetRequiredValue(texts).Select(text => new TaskStep { Goal = new Goal { Text = text } });
            return await run.WithLeaseAsync(
                async (_, token) =>
                {
                    var request = new AppendStepsRequest { TaskId = task, Steps = { steps } };
                    var changed = await run.Robot.Tasks.AppendStepsAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                    run.Printer.Answer(changed, $"{changed.TaskId}: {TaskText.Line(changed)}", Words.ToneOf(changed.State));
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop).ConfigureAwait(false);
        });
    }
}
