using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Stops;

/// <summary><c>reset</c>: releases a latched emergency stop.</summary>
internal static class ResetCommand
{
    public static Command Build(CommandRunner runner)
    {
        var command = new Command("reset", """
            Release an emergency stop. Starts nothing: the robot is idle afterwards. A supervisor may; an operator needs the lease, which
            this command takes where the role is not enough.

              robotctl reset
            """);
        return runner.Bind(command, async (run, stop) =>
        {
            var who = await run.Robot.Sessions.WhoAmIAsync(new WhoAmIRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            if (who.Role == Role.Supervisor)
                return await ResetAsync(run, stop).ConfigureAwait(false);
            return await run.WithLeaseAsync((_, token) => ResetAsync(run, token), keepRunning: true, takeOver: false, stop).ConfigureAwait(false);
        });
    }

    private static async Task<int> ResetAsync(Invocation run, CancellationToken stop)
    {
        var state = await run.Robot.Safety.ResetEmergencyStopAsync(new ResetEmergencyStopRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
        run.Printer.Answer(state, SafetyText.Of(state), Words.ToneOf(state.Mode));
        return ExitCode.Ok;
    }
}
