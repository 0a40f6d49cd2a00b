using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Stops;

/// <summary><c>stop</c>: the shortest way from the keyboard to the control thread. No lease, one call.</summary>
internal static class StopCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    public static Command Build(CommandRunner runner)
    {
        var kind = new Argument<string>("kind")
        {
            Description = "hold: goes on when an operator resumes. protective: likewise, once its cause is gone. emergency: latched until a reset.",
            DefaultValueFactory = _ => "hold",
        };
        kind.AcceptOnlyFromAmong("hold", "protective", "emergency");
        var reason = new Option<string>("--reason", "-r") { Description = "For the log; at most 200 characters.", HelpName = "text" };
        var command = new Command("stop", """
            Stop the robot now. Every role may, and no lease is needed. Answers when the control thread has taken the stop.

              robotctl stop
              robotctl stop emergency --reason "hand in the cell"
            """) { kind, reason };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new RequestStopRequest
            {
                Kind = run.Parsed.GetValue(kind) switch
                {
                    "emergency" => StopKind.Emergency,
                    "protective" => StopKind.Protective,
                    _ => StopKind.Hold,
                },
                Reason = run.Parsed.GetValue(reason) ?? "",
            };
            var state = await run.Robot.Safety.RequestStopAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(state, SafetyText.Of(state) + $"; taken after {Words.Seconds(state.ReactionS)}", Tone.Good);
            return ExitCode.Ok;
        }, Timeout);
    }
}
