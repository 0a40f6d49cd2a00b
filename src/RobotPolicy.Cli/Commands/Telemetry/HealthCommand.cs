using System.CommandLine;
using Grpc.Health.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary><c>health</c>: the probe of containers and watchdogs.</summary>
internal static class HealthCommand
{
    public static Command Build(CommandRunner runner)
    {
        var command = new Command("health", """
            Whether the service lives: it answers, and its control thread ticks. Needs no role. Ends with 0 if so, 1 if it hangs or is
            shutting down, 3 if nobody answers. A robot that is held or stopped is healthy; see `robotctl status`.

              robotctl health
            """);
        return runner.Bind(command, async (run, stop) =>
        {
            var answer = await run.Robot.Health.CheckAsync(new HealthCheckRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            var isServing = answer.Status == HealthCheckResponse.Types.ServingStatus.Serving;
            run.Printer.Answer(answer, isServing ? "healthy" : "not healthy: the control thread does not tick, or the service is shutting down");
            return isServing ? ExitCode.Ok : ExitCode.Refused;
        });
    }
}
