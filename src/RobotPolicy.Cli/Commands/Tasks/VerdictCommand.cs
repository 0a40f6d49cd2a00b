using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>tasks verdict</c>.</summary>
internal static class VerdictCommand
{
    public static Command Build(CommandRunner runner)
    {
        var words = new Argument<string[]>("task and verdict")
        {
            Description = "Id of the task, which is the current one if left out, then success, failure or unsure.",
            Arity = new ArgumentArity(1, 2),
        };
        var comment = new Option<string>("--comment", "-c") { Description = "At most 1000 characters.", HelpName = "text" };
        var by = new Option<string>("--by") { Description = "Who or what judged; you if left out.", HelpName = "name" };
        var finish = new Option<bool>("--finish") { Description = "Success ends the step, or the task where it has no further one." };
        var command = new Command("verdict", """
            Say whether a task has reached its goal, while it runs or after it. Failure holds the arm: the task is tried again as often as
            its start allows, and fails then. Unsure asks the operator. Takes no lease.

              robotctl tasks verdict success --finish
              robotctl tasks verdict 20260101T120000-3 failure --comment "dropped the cube"
            """)
        {
            words, comment, by, finish,
        };
        return runner.Bind(command, async (run, stop) =>
        {
            var given = run.Parsed.GetRequiredValue(words);
            var verdict = given[^1] switch
            {
                "success" => Verdict.Success,
                "failure" => Verdict.Failure,
                "unsure" => Verdict.Unsure,
                _ => throw CommandException.Usage($"expected success, failure or unsure, not '{given[^1]}'."),
            };
            var request = new ReportVerdictRequest
            {
                TaskId = await CurrentTask.IdAsync(run, given.Length > 1 ? given[0] : null, stop).ConfigureAwait(false),
                Verdict = verdict,
                By = run.Parsed.GetValue(by) ?? "",
                Comment = run.Parsed.GetValue(comment) ?? "",
                Finish = run.Parsed.GetValue(finish),
            };
            var task = await run.Robot.Tasks.ReportVerdictAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(task, $"{task.TaskId}: {TaskText.Line(task)}", Words.ToneOf(task.State));
            return ExitCode.Ok;
        });
    }
}
