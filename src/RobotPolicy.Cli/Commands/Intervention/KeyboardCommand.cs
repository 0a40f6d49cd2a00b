using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>intervene keyboard</c>: the keys jog the joints.</summary>
internal static class KeyboardCommand
{
    public static Command Build(CommandRunner runner)
    {
        var speed = new Option<double>("--speed") { Description = "Share of each joint's greatest velocity at the start, 0.01 to 1.", HelpName = "share", DefaultValueFactory = _ => 0.1 };
        var deadMan = new Option<double>("--dead-man")
        {
            Description = "Time that one key press drives, 0.05 to 0.5. A terminal repeats a held key about 30 times a second, after a first pause "
                + "in which the joint stands.",
            HelpName = "seconds",
            DefaultValueFactory = _ => 0.12,
        };
        var command = new Command("keyboard", """
            Take over with the keyboard: a held key moves a joint, a released one lets it stand. Enter hands back to the policy; Esc,
            x or Ctrl-C hold the arm and leave.

              robotctl intervene keyboard --speed 0.2
            """) { speed, deadMan };
        return runner.Bind(command, async (run, stop) =>
        {
            var share = run.Parsed.GetValue(speed);
            var seconds = run.Parsed.GetValue(deadMan);
            if (share is not (>= 0.01 and <= 1))
                throw CommandException.Usage("--speed: expected 0.01 to 1.");
            if (seconds is not (>= 0.05 and <= 0.5))
                throw CommandException.Usage("--dead-man: expected 0.05 to 0.5 seconds.");
            if (!run.Terminal.InIsTerminal)
                throw CommandException.Usage("keys need a terminal; scripts use `robotctl intervene follow`.");
            var robot = await run.Robot.Telemetry.GetRobotAsync(new GetRobotRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
            if (robot.Joints.Count == 0)
                throw new CommandException(ExitCode.Refused, "the robot has no joints.");
            return await DriveAsync(run, new KeyboardJog(robot.Joints, TimeSpan.FromSeconds(seconds), share), robot, stop).ConfigureAwait(false);
        });
    }

    private static async Task<int> DriveAsync(Invocation run, KeyboardJog keys, Robot robot, CancellationToken stop)
    {
        var idle = new HumanCommand { Jog = new JointJog { Velocities = { new double[robot.Joints.Count] } } };
        run.Printer.Note(keys.Help(), Tone.Plain);
        return await run.WithLeaseAsync(
            async (lease, token) =>
            {
                var stream = CommandStream.Open(run, null, lease.Lost);
                await using (stream.ConfigureAwait(false))
                {
                    var then = await SendAsync(run, stream, keys, robot, token, () => lease.LostReason is not null).ConfigureAwait(false);
                    if (stop.IsCancellationRequested)
                        run.Terminal.Interrupts.Rearm();
                    var state = await stream.ReleaseAsync(idle, then).ConfigureAwait(false);
                    lease.KeepRunning = then == ReleaseRequest.Types.Then.Resume;
                    run.Printer.Line("");
                    run.Printer.Answer(state, $"handed back: {InterventionText.Of(state)}", Tone.Good);
                    return stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Ok;
                }
            },
            keepRunning: false,
            takeOver: false,
            stop).ConfigureAwait(false);
    }

    private static async Task<ReleaseRequest.Types.Then> SendAsync(
        Invocation run, CommandStream stream, KeyboardJog keys, Robot robot, CancellationToken stop, Func<bool> lost)
    {
        var clock = run.Terminal.Time;
        var begin = clock.GetTimestamp();
        using var timer = new PeriodicTimer(Takeover.Period, clock);
        var shown = "";
        try
        {
            while (true)
            {
                while (run.Terminal.Keys.TryRead(out var key))
                {
                    var result = keys.Press(key, clock.GetElapsedTime(begin));
                    if (result != KeyboardResult.Continue)
                        return result == KeyboardResult.HandBack ? ReleaseRequest.Types.Then.Resume : ReleaseRequest.Types.Then.Hold;
                }

                await stream.SendAsync(keys.Command(clock.GetElapsedTime(begin)), stop).ConfigureAwait(false);
                Show(run, stream, keys, robot, ref shown);
                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!lost())
        {
            return ReleaseRequest.Types.Then.Hold;
        }
    }

    private static void Show(Invocation run, CommandStream stream, KeyboardJog keys, Robot robot, ref string shown)
    {
        if (!run.Printer.Live || stream.State is not { } state)
            return;
        var place = keys.Selected < state.Command.Count ? Words.Number(state.Command[keys.Selected], 3) : "-";
        var text = $"{robot.Joints[keys.Selected].Name} {place}  speed {Words.Percent(keys.Share)}  {Words.Of(state.Mode)}";
        if (text == shown)
            return;
        run.Terminal.Out.Write($"\r{text.PadRight(shown.Length)}");
        shown = text;
    }
}
