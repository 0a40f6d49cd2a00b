using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>tasks</c>: one policy with one goal, from start to end.</summary>
internal static class TaskCommands
{
    public static Command Build(CommandRunner runner) => new("tasks", """
        Tasks: one policy with one goal, from start to end.

          robotctl tasks start --policy pick_place_act --text "pick up the cube" --confirm --follow
          robotctl tasks goal --text "put it on the blue disc"
          robotctl tasks pause
          robotctl tasks resume
          robotctl tasks verdict success --comment "cube is in the box"
          robotctl tasks stop
        """)
    {
        StartCommand.Build(runner),
        Change(runner, "pause", "Hold the arm; the task can go on later. Takes the lease.", async (robot, id, stop) =>
            await robot.Tasks.PauseTaskAsync(new PauseTaskRequest { TaskId = id }, robot.Once(stop)).ConfigureAwait(false)),
        Change(runner, "resume", "Go on after a pause, a hold, or a protective stop whose cause is gone. Takes the lease.", async (robot, id, stop) =>
            await robot.Tasks.ResumeTaskAsync(new ResumeTaskRequest { TaskId = id }, robot.Once(stop)).ConfigureAwait(false)),
        Change(runner, "stop", "End the task: decelerate, then idle. Takes the lease.", async (robot, id, stop) =>
            await robot.Tasks.StopTaskAsync(new StopTaskRequest { TaskId = id }, robot.Once(stop)).ConfigureAwait(false)),
        GoalCommand.Build(runner),
        StepsCommand.Build(runner),
        VerdictCommand.Build(runner),
        Show(runner),
        List(runner),
        Watch(runner),
    };

    internal static Argument<string?> Id() => new("task") { Description = "Id of the task; the current one if left out.", Arity = ArgumentArity.ZeroOrOne };

    private static Command Change(CommandRunner runner, string name, string description, Func<RobotConnection, string, CancellationToken, Task<RobotTask>> change)
    {
        var id = Id();
        return runner.Bind(new Command(name, description) { id }, async (run, stop) =>
        {
            var task = await CurrentTask.IdAsync(run, run.Parsed.GetValue(id), stop).ConfigureAwait(false);
            return await run.WithLeaseAsync(
                async (_, token) =>
                {
                    var changed = await change(run.Robot, task, token).ConfigureAwait(false);
                    run.Printer.Answer(changed, $"{changed.TaskId}: {TaskText.Line(changed)}", Words.ToneOf(changed.State));
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop).ConfigureAwait(false);
        });
    }

    private static Command Show(CommandRunner runner)
    {
        var id = Id();
        return runner.Bind(new Command("show", "One task.") { id }, async (run, stop) =>
        {
            var request = new GetTaskRequest { TaskId = await CurrentTask.IdAsync(run, run.Parsed.GetValue(id), stop).ConfigureAwait(false) };
            var task = await run.Robot.Tasks.GetTaskAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(task, () => [TaskText.Fields(task, run.Terminal.Time)]);
            return ExitCode.Ok;
        });
    }

    private static Command List(CommandRunner runner)
    {
        var limit = new Option<int>("--limit", "-n") { Description = "At most so many.", DefaultValueFactory = _ => 20, HelpName = "count" };
        return runner.Bind(new Command("list", "Tasks, newest first.") { limit }, async (run, stop) =>
        {
            var tasks = await Pages.CollectAsync<RobotTask>(
                run.Parsed.GetValue(limit),
                async (size, token) =>
                {
                    var page = await run.Robot.Tasks.ListTasksAsync(new ListTasksRequest { PageSize = size, PageToken = token }, run.Robot.Once(stop))
                        .ConfigureAwait(false);
                    return (page.Tasks, page.NextPageToken);
                }).ConfigureAwait(false);
            run.Printer.Answer(tasks, () => TaskText.Table(tasks, run.Terminal.Time));
            return ExitCode.Ok;
        });
    }

    private static Command Watch(CommandRunner runner)
    {
        var id = Id();
        return runner.Bind(new Command("watch", "Follow a task until it ends. Ctrl-C stops watching; the task goes on.") { id }, async (run, stop) =>
        {
            var task = await CurrentTask.IdAsync(run, run.Parsed.GetValue(id), stop).ConfigureAwait(false);
            try
            {
                return await new TaskFollower(run, mayAnswer: false).FollowAsync(task, stop).ConfigureAwait(false);
            }
            finally
            {
                if (stop.IsCancellationRequested)
                    run.Printer.Note($"No longer watching; the task {task} goes on without this terminal.");
            }
        });
    }
}
