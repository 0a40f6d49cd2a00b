using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Shell;

/// <summary><c>whoami</c>: who the service takes us for.</summary>
internal static class WhoAmICommand
{
    public static Command Build(CommandRunner runner)
    {
        var command = new Command("whoami", """
            Who I am to the service, with which role, and how that was shown.

              robotctl whoami --token-file ~/.config/robotctl/token
            """);
        return runner.Bind(command, async (run, stop) =>
        {
            var who = await run.Robot.Sessions.WhoAmIAsync(new WhoAmIRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(who, $"{who.Subject}, {Words.Of(who.Role)} (by {who.Method})");
            return ExitCode.Ok;
        });
    }
}
