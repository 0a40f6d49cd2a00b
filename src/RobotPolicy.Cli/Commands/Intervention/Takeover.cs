using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Intervention;

/// <summary>A takeover by a stream of commands under one lease: from the first command to the hand-back, Ctrl-C included.</summary>
internal static class Takeover
{
    /// <summary>Commands per second of what a terminal sends; the service is silent-safe far below that.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>
    /// Opens the stream and lets <paramref name="drive"/> send. Afterwards, or with Ctrl-C, the dead-man switch is opened and the arm
    /// handed back; when anything fails the stream just ends, which is silence: the arm is held.
    /// </summary>
    /// <param name="run">The command.</param>
    /// <param name="then">What follows.</param>
    /// <param name="idle">A command that moves nothing, of the kind that is sent.</param>
    /// <param name="drive">Sends; its exit code is the command's.</param>
    /// <param name="stop">Ctrl-C.</param>
    public static Task<int> DriveAsync(
        Invocation run,
        ReleaseRequest.Types.Then then,
        HumanCommand idle,
        Func<CommandStream, CancellationToken, Task<int>> drive,
        CancellationToken stop) => run.WithLeaseAsync(
            async (lease, token) =>
            {
                // The stream outlives Ctrl-C, so that the arm is handed back and not just dropped; it does not outlive the lease.
                Action<InterventionState>? tell = run.Printer.Json ? run.Printer.Object : null;
                var stream = CommandStream.Open(run, tell, lease.Lost);
                await using (stream.ConfigureAwait(false))
                {
                    int code;
                    try
                    {
                        code = await drive(stream, token).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested && lease.LostReason is null)
                    {
                        run.Terminal.Interrupts.Rearm();
                        code = ExitCode.Interrupted;
                    }

                    var state = await stream.ReleaseAsync(idle, then).ConfigureAwait(false);
                    if (code == ExitCode.Ok && stream.Ignored)
                        throw new CommandException(ExitCode.Refused, $"the robot did not let itself be taken over: {InterventionText.Of(state)}. See `robotctl status`.");
                    run.Printer.Answer(state, $"handed back: {InterventionText.Of(state)}", Tone.Good);
                    return code;
                }
            },
            keepRunning: then == ReleaseRequest.Types.Then.Resume,
            takeOver: false,
            stop);
}
