using System.CommandLine;
using System.Runtime.CompilerServices;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Overview;

/// <summary><c>status</c>: the first look.</summary>
internal static class StatusCommand
{
    public static Command Build(CommandRunner runner)
    {
        var watch = new Option<bool>("--watch", "-w") { Description = "Again and again, until Ctrl-C." };
        var interval = new Option<double>("--interval") { Description = "Time between two looks.", HelpName = "seconds", DefaultValueFactory = _ => 0.5 };
        var command = new Command("status", """
            One view of everything: robot, mode and cause, lease, task, questions, alerts, ages.

              robotctl status
              robotctl status --watch
              robotctl --json status | jq .state.mode
            """) { watch, interval };
        return runner.Bind(command, async (run, stop) =>
        {
            if (!run.Parsed.GetValue(watch))
            {
                var now = await Overview.ReadAsync(run.Robot, stop).ConfigureAwait(false);
                if (run.Printer.Json)
                    run.Printer.Object(now.Write);
                else
                    run.Printer.Sheets(now.Sheets(run.Terminal.Time));
                return ExitCode.Ok;
            }

            var seconds = run.Parsed.GetValue(interval);
            if (seconds is not (>= 0.05 and <= 3600))
                throw CommandException.Usage("--interval: expected 0.05 to 3600 seconds.");
            await WatchAsync(run, TimeSpan.FromSeconds(seconds), stop).ConfigureAwait(false);
            return ExitCode.Ok;
        });
    }

    private static async Task WatchAsync(Invocation run, TimeSpan interval, CancellationToken stop)
    {
        var looks = LooksAsync(run, interval, stop);
        if (run.Printer.Live)
        {
            await LiveView.ShowAsync(run.Terminal, run.Printer.Colour, looks, now => now.Sheets(run.Terminal.Time), stop).ConfigureAwait(false);
            return;
        }

        await foreach (var now in looks.ConfigureAwait(false))
        {
            if (run.Printer.Json)
                run.Printer.Object(now.Write);
            else
                run.Printer.Line(now.Line(run.Terminal.Time));
        }
    }

    private static async IAsyncEnumerable<Overview> LooksAsync(Invocation run, TimeSpan interval, [EnumeratorCancellation] CancellationToken stop)
    {
        using var timer = new PeriodicTimer(interval, run.Terminal.Time);
        do
            yield return await Overview.ReadAsync(run.Robot, stop).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }
}
