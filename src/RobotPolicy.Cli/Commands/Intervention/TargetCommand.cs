using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>intervene target</c>: joints to a place, or by a difference.</summary>
internal static class TargetCommand
{
    /// <summary>A joint has arrived when its command is this near; rad or m.</summary>
    private const double Tolerance = 1e-3;

    public static Command Build(CommandRunner runner)
    {
        var joints = new Argument<string[]>("position") { Description = "joint=position (rad, m), several of them, or one vector 0.1,0,… in the robot's order.", Arity = ArgumentArity.OneOrMore };
        var by = new Option<bool>("--by") { Description = "The values are differences from where the joints are." };
        var limit = new Option<double>("--for") { Description = "Give up after this time (exit code 1).", HelpName = "seconds", DefaultValueFactory = _ => 10 };
        var then = new HandBackOption();
        var command = new Command("target", """
            Move joints to a position at takeover speed, then stand and hand back. Ctrl-C ends it at once.

              robotctl intervene target shoulder=0.5 elbow=-0.3
              robotctl intervene target --by wrist=0.1
            """) { joints, by, limit };
        then.AddTo(command);
        return runner.Bind(command, async (run, stop) =>
        {
            var seconds = run.Parsed.GetValue(limit);
            if (seconds is not (> 0 and <= 60))
                throw CommandException.Usage("--for: expected more than 0 and at most 60 seconds.");
            var (values, names) = Arguments.Joints(run.Parsed.GetRequiredValue(joints), "position");
            var robot = await run.Robot.Telemetry.GetRobotAsync(new GetRobotRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            var target = new TargetMotion(robot, values, names, run.Parsed.GetValue(by));
            return await Takeover.DriveAsync(
                run, then.Read(run.Parsed), target.Command(engaged: false), (stream, token) => SendAsync(run, stream, target, seconds, token), stop)
                .ConfigureAwait(false);
        });
    }

    private static async Task<int> SendAsync(Invocation run, CommandStream stream, TargetMotion target, double seconds, CancellationToken stop)
    {
        var clock = run.Terminal.Time;
        var begin = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Takeover.Period, clock);
        while (true)
        {
            await stream.SendAsync(target.Command(engaged: true), stop).ConfigureAwait(false);
            await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            if (stream.State is { } state && target.Arrived(state, Tolerance))
                return ExitCode.Ok;
            if (clock.GetElapsedTime(begin).TotalSeconds < seconds)
                continue;
            run.Printer.Note($"The joints did not arrive within {Words.Seconds(seconds)}.", Tone.Warn);
            return ExitCode.Refused;
        }
    }
}
