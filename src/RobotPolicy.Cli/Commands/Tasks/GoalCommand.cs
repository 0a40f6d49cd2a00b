using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>tasks goal</c>.</summary>
internal static class GoalCommand
{
    public static Command Build(CommandRunner runner)
    {
        var id = TaskCommands.Id();
        var options = new StartOptions();
        var command = new Command("goal", """
            Give a task another goal while it runs. The arm stands until the policy has answered to the new one. Takes the lease.

              robotctl tasks goal --text "put it on the blue disc"
              robotctl tasks goal --sketch circle.json --camera front
            """)
        {
            id,
        };
        options.AddGoalsTo(command);
        return runner.Bind(command, async (run, stop) =>
        {
            var goal = options.ReadGoal(run.Parsed);
            var task = await CurrentTask.IdAsync(run, run.Parsed.GetValue(id), stop).ConfigureAwait(false);
            return await run.WithLeaseAsync(
                async (_, token) =>
                {
                    var request = new ChangeGoalRequest { TaskId = task, Goal = goal };
                    var changed = await run.Robot.Tasks.ChangeGoalAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                    run.Printer.Answer(changed, $"{changed.TaskId}: {TaskText.Line(changed)}", Words.ToneOf(changed.State));
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop).ConfigureAwait(false);
        });
    }
}
