using System.CommandLine;
using RobotPolicy.Cli.Connection;

namespace RobotPolicy.Cli.Commands.Tasks;

/// <summary><c>run "text"</c>: start and follow in one word.</summary>
internal static class RunCommand
{
    public static Command Build(CommandRunner runner)
    {
        var options = new StartOptions();
        var interruption = new InterruptionOption();
        var text = new Argument<string>("text") { Description = "What to do, in words; at most 1000 characters." };
        var command = new Command("run", """
            Start a task with a goal in words and follow it to its end: short for `tasks start --text … --follow`.
            Ctrl-C pauses the robot and asks what shall happen; a second Ctrl-C stops the task.

              robotctl run "pick up the cube"
              robotctl run "pick up the cube" --policy pick_place_act --confirm --time-limit 30
              robotctl run "pick up the cube" --then "put it on the blue disc" --retries 2
              robotctl run "pick up the cube" --on-alarm retry --retries 2 --on-degraded hold
            """) { text };
        options.AddTo(command);
        interruption.AddTo(command);
        return runner.Bind(command, (run, stop) =>
            new TaskRun(run, interruption.Read(run)).StartAndFollowAsync(options.Read(run.Parsed, run.Parsed.GetRequiredValue(text)), stop));
    }
}
