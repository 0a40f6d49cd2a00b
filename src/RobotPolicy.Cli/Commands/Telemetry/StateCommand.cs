using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary><c>state</c>: joints and ages, once or as a stream.</summary>
internal static class StateCommand
{
    public static Command Build(CommandRunner runner)
    {
        var rate = new Option<double>("--rate") { Description = "Stream at this rate, 0.1 to 1000 Hz, until Ctrl-C.", HelpName = "hz" };
        var count = new Option<int>("--count", "-n") { Description = "End the stream after so many states.", HelpName = "count" };
        var command = new Command("state", """
            Joints, mode and ages, once or as a stream.

              robotctl state
              robotctl state --rate 10
              robotctl --json state --rate 100 --count 1000 > states.jsonl
            """) { rate, count };
        return runner.Bind(command, async (run, stop) =>
        {
            var hz = run.Parsed.GetValue(rate);
            if (hz is not (0 or (>= 0.1 and <= 1000)))
                throw CommandException.Usage("--rate: expected 0.1 to 1000 Hz.");
            var robot = run.Printer.Json
                ? new Robot()
                : await run.Robot.Telemetry.GetRobotAsync(new GetRobotRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            if (hz == 0)
            {
                var state = await run.Robot.Telemetry.GetStateAsync(new GetStateRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
                run.Printer.Answer(state, () => [StateText.Fields(robot, state), StateText.Joints(robot, state)]);
                return ExitCode.Ok;
            }

            return await StreamAsync(run, robot, hz, run.Parsed.GetValue(count), stop).ConfigureAwait(false);
        });
    }

    private static async Task<int> StreamAsync(Invocation run, Robot robot, double hz, int count, CancellationToken stop)
    {
        using var call = run.Robot.Telemetry.StreamState(new StreamStateRequest { RateHz = hz }, run.Robot.Streaming(stop));
        var states = count > 0 ? call.ResponseStream.ReadAllAsync(stop).Take(count) : call.ResponseStream.ReadAllAsync(stop);
        if (run.Printer.Live)
        {
            await LiveView.ShowAsync(
                run.Terminal, run.Printer.Colour, states, state => [StateText.Fields(robot, state), StateText.Joints(robot, state)], stop).ConfigureAwait(false);
            return ExitCode.Ok;
        }

        await foreach (var state in states.ConfigureAwait(false))
            run.Printer.Answer(state, StateText.Line(state, run.Terminal.Time));
        return ExitCode.Ok;
    }
}
