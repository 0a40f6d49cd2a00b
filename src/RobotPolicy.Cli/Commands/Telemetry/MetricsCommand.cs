using System.CommandLine;
using System.Globalization;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary><c>metrics</c>: counters and distributions.</summary>
internal static class MetricsCommand
{
    public static Command Build(CommandRunner runner)
    {
        var command = new Command("metrics", """
            Counters and distributions since the service started.

              robotctl metrics
            """);
        return runner.Bind(command, async (run, stop) =>
        {
            var metrics = await run.Robot.Telemetry.GetMetricsAsync(new GetMetricsRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(metrics, () => [new Sheet().Field("uptime", Words.Seconds(metrics.UptimeS)), Counters(metrics), Distributions(metrics)]);
            return ExitCode.Ok;
        });
    }

    private static Sheet Counters(Metrics metrics)
    {
        var sheet = new Sheet("Counter", "Value", "Meaning") { Empty = "No counters." };
        foreach (var counter in metrics.Counters)
            sheet.Row(counter.Name, counter.Value.ToString("0.###", CultureInfo.InvariantCulture), new Cell(counter.Description, Tone.Dim));
        return sheet;
    }

    private static Sheet Distributions(Metrics metrics)
    {
        var sheet = new Sheet("Distribution", "Count", "p50", "p99", "p99.9", "Max", "Meaning") { Empty = "No distributions." };
        foreach (var each in metrics.Distributions)
        {
            sheet.Row(
                each.Name,
                $"{each.Count}",
                Words.Seconds(each.P50S),
                Words.Seconds(each.P99S),
                Words.Seconds(each.P999S),
                Words.Seconds(each.MaxS),
                new Cell(each.Description, Tone.Dim));
        }

        return sheet;
    }
}
