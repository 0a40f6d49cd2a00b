using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary><c>intervene</c>: the human in command.</summary>
internal static class InterveneCommands
{
    public static Command Build(CommandRunner runner) => new("intervene", """
        Take over from the policy, or correct it. A takeover begins where the arm is, and no command leaves the limits.

          robotctl intervene keyboard
          robotctl intervene jog shoulder=0.1 --for 1
          robotctl intervene target --by wrist=0.1 --then resume
          robotctl intervene correct "a little to the left"
        """)
    {
        KeyboardCommand.Build(runner),
        JogCommand.Build(runner),
        TargetCommand.Build(runner),
        FollowCommand.Build(runner),
        Take(runner),
        Correct(runner),
        Release(runner),
    };

    private static Command Take(CommandRunner runner)
    {
        var topic = new Option<bool>("--topic") { Description = "From now on the dead-man switch of the intervention topic (ROS 2) takes over." };
        var engaged = new Option<bool>("--when-engaged") { Description = "Leave the policy in command until the source's dead-man switch is closed." };
        var then = new HandBackOption();
        var command = new Command("take", """
            Take over and hold the lease until Ctrl-C, then hand back. Without --topic the arm stands meanwhile.

              robotctl intervene take --topic --when-engaged --then resume
            """) { topic, engaged };
        then.AddTo(command);
        return runner.Bind(command, (run, stop) => run.WithLeaseAsync(
            async (lease, token) =>
            {
                var request = new TakeOverRequest
                {
                    Source = run.Parsed.GetValue(topic) ? HumanSource.Topic : HumanSource.Stream,
                    WhenEngaged = run.Parsed.GetValue(engaged),
                };
                var state = await run.Robot.Intervention.TakeOverAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                run.Printer.Answer(state, InterventionText.Of(state), Words.ToneOf(state.Mode));
                run.Printer.Note("Ctrl-C hands back.");
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, run.Terminal.Time, token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested && lease.LostReason is null)
                {
                    run.Terminal.Interrupts.Rearm();
                }

                return await ReleaseAsync(run, then.Read(run.Parsed), CancellationToken.None).ConfigureAwait(false);
            },
            keepRunning: then.Read(run.Parsed) == ReleaseRequest.Types.Then.Resume,
            takeOver: false,
            stop));
    }

    private static Command Correct(CommandRunner runner)
    {
        var phrase = new Argument<string?>("phrase") { Description = "Words such as \"a little to the left\", for packages that take text.", Arity = ArgumentArity.ZeroOrOne };
        var offset = new Option<string[]>("--offset")
        {
            Description = "Added to the policy's joint targets from now on (rad, m): wrist=0.05, several of them, or one vector. All zero takes it away.",
            HelpName = "joints",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("correct", """
            Correct the running policy without a takeover.

              robotctl intervene correct "a little to the left"
              robotctl intervene correct --offset wrist=0.05
            """) { phrase, offset };
        return runner.Bind(command, (run, stop) =>
        {
            var text = run.Parsed.GetValue(phrase);
            var joints = run.Parsed.GetValue(offset) ?? [];
            if ((text is null) == (joints.Length == 0))
                throw CommandException.Usage("a correction is a phrase or an --offset.");
            var request = new CorrectRequest();
            if (text is not null)
            {
                request.Phrase = text;
            }
            else
            {
                var (values, names) = Arguments.Joints(joints, "--offset");
                request.Offset = new JointTarget { Positions = { values }, Joints = { names } };
            }

            return run.WithLeaseAsync(
                async (_, token) =>
                {
                    var state = await run.Robot.Intervention.CorrectAsync(request, run.Robot.Once(token)).ConfigureAwait(false);
                    run.Printer.Answer(state, InterventionText.Of(state), Tone.Good);
                    return ExitCode.Ok;
                },
                keepRunning: true,
                takeOver: false,
                stop);
        });
    }

    private static Command Release(CommandRunner runner)
    {
        var then = new HandBackOption();
        var command = new Command("release", "Hand back a takeover of the lease in --lease-id or ROBOTCTL_LEASE.");
        then.AddTo(command);
        return runner.Bind(command, (run, stop) => run.WithLeaseAsync(
            (_, token) => ReleaseAsync(run, then.Read(run.Parsed), token), keepRunning: true, takeOver: false, stop));
    }

    private static async Task<int> ReleaseAsync(Invocation run, ReleaseRequest.Types.Then then, CancellationToken stop)
    {
        var state = await run.Robot.Intervention.ReleaseAsync(new ReleaseRequest { Then = then }, run.Robot.Once(stop)).ConfigureAwait(false);
        run.Printer.Answer(state, InterventionText.Of(state), Tone.Good);
        return ExitCode.Ok;
    }
}
