using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Stops;

/// <summary><c>heartbeat</c>: a sign of life beside the lease; the arm is held when it stops.</summary>
internal static class HeartbeatCommand
{
    public static Command Build(CommandRunner runner)
    {
        var lapse = new Option<double>("--lapse")
        {
            Description = "Silence after which the arm is held, 0.1 to 10.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 0.5,
        };
        var command = new Command("heartbeat", """
            Give a sign of life until Ctrl-C: if this process or its connection dies, the arm is held (heartbeat lapsed). Ctrl-C ends it in
            good order, and nothing is held.

              robotctl heartbeat --lapse 1
            """) { lapse };
        return runner.Bind(command, (run, stop) => BeatAsync(run, run.Parsed.GetValue(lapse), stop));
    }

    private static async Task<int> BeatAsync(Invocation run, double lapse, CancellationToken stop)
    {
        if (lapse is not (>= 0.1 and <= 10))
            throw CommandException.Usage("--lapse: expected 0.1 to 10 seconds.");
        using var call = run.Robot.Safety.Heartbeat(run.Robot.Streaming(CancellationToken.None));
        var beat = new HeartbeatRequest { Timeout = Duration.FromTimeSpan(TimeSpan.FromSeconds(lapse)) };
        var answers = ReadAsync(run, call.ResponseStream);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(lapse / 3), run.Terminal.Time);
        try
        {
            do
                await call.RequestStream.WriteAsync(beat, CancellationToken.None).ConfigureAwait(false);
            while (!answers.IsCompleted && await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            await call.RequestStream.WriteAsync(new HeartbeatRequest { End = true }, CancellationToken.None).ConfigureAwait(false);
        }

        await call.RequestStream.CompleteAsync().ConfigureAwait(false);
        await answers.WaitAsync(run.Robot.Settings.Timeout, run.Terminal.Time, CancellationToken.None).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private static async Task ReadAsync(Invocation run, IAsyncStreamReader<SafetyState> answers)
    {
        var last = "";
        while (await answers.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            var text = SafetyText.Of(answers.Current);
            if (text == last)
                continue;
            last = text;
            run.Printer.Answer(answers.Current, text, Words.ToneOf(answers.Current.Mode));
        }
    }
}
