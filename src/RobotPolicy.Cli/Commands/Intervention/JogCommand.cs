using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>intervene jog</c>: velocities for a stated time.</summary>
internal static class JogCommand
{
    public static Command Build(CommandRunner runner)
    {
        var joints = new Argument<string[]>("velocity") { Description = "joint=velocity (rad/s, m/s), several of them, or one vector 0.1,0,… in the robot's order.", Arity = ArgumentArity.OneOrMore };
        var duration = new Option<double>("--for") { Description = "How long; at most 60.", HelpName = "seconds", Required = true };
        var then = new HandBackOption();
        var command = new Command("jog", """
            Move joints with a velocity for a time, then stand and hand back. Ctrl-C ends it at once.

              robotctl intervene jog shoulder=0.1 elbow=-0.05 --for 1.5
            """) { joints, duration };
        then.AddTo(command);
        return runner.Bind(command, (run, stop) =>
        {
            var seconds = run.Parsed.GetValue(duration);
            if (seconds is not (> 0 and <= 60))
                throw CommandException.Usage("--for: expected more than 0 and at most 60 seconds.");
            var (velocities, names) = Arguments.Joints(run.Parsed.GetRequiredValue(joints), "velocity");
            var jog = new HumanCommand { Engaged = true, Jog = new JointJog { Velocities = { velocities }, Joints = { names } } };
            var idle = new HumanCommand { Jog = new JointJog { Velocities = { new double[velocities.Length] }, Joints = { names } } };
            return Takeover.DriveAsync(run, then.Read(run.Parsed), idle, (stream, token) => SendAsync(run, stream, jog, seconds, token), stop);
        });
    }

    private static async Task<int> SendAsync(Invocation run, CommandStream stream, HumanCommand jog, double seconds, CancellationToken stop)
    {
        var clock = run.Terminal.Time;
        var begin = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Takeover.Period, clock);
        do
            await stream.SendAsync(jog, stop).ConfigureAwait(false);
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false) && clock.GetElapsedTime(begin).TotalSeconds < seconds);
        return ExitCode.Ok;
    }
}
