using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>tasks start</c>.</summary>
internal static class StartCommand
{
    public static Command Build(CommandRunner runner)
    {
        var options = new StartOptions();
        var interruption = new InterruptionOption();
        var follow = new Option<bool>("--follow", "-f") { Description = "Keep the lease and follow the task to its end." };
        var command = new Command("start", """
            Start a task with one goal. Without --follow the lease is given back and the task runs on.

              robotctl tasks start --text "pick up the cube" --follow
              robotctl tasks start --policy reach --pose 0.1,-0.5,0.3 --time-limit 20
              robotctl tasks start --policy goal_image --image goal.jpg --camera front --confirm
            """);
        options.AddGoalsTo(command);
        options.AddTo(command);
        command.Add(follow);
        interruption.AddTo(command);
        return runner.Bind(command, async (run, stop) =>
        {
            var request = options.Read(run.Parsed);
            if (run.Parsed.GetValue(follow))
                return await new TaskRun(run, interruption.Read(run)).StartAndFollowAsync(request, stop).ConfigureAwait(false);
            return await run.WithLeaseAsync(
                async (_, token) =>
                {
                    var task = await run.Robot.Tasks.StartTaskAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                    run.Printer.Answer(task, $"{task.TaskId}: {TaskText.Line(task)}", Words.ToneOf(task.State));
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop).ConfigureAwait(false);
        });
    }
}
