using System.CommandLine;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>One command as it runs: what was asked, who hears the answer, and the robot.</summary>
internal sealed class Invocation(ParseResult parsed, Terminal terminal, Printer printer, RobotConnection robot)
{
    public ParseResult Parsed { get; } = parsed;

    public Terminal Terminal { get; } = terminal;

    public Printer Printer { get; } = printer;

    public RobotConnection Robot { get; } = robot;

    /// <summary>Runs the body with the lease. Its token fires when the lease is lost, besides when <paramref name="stop"/> does.</summary>
    /// <param name="body">What needs the lease.</param>
    /// <param name="keepRunning">Whether a policy's task goes on afterwards; the body may change it.</param>
    /// <param name="takeOver">Take the lease from a holder with a lower role.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<int> WithLeaseAsync(
        Func<LeaseSession, CancellationToken, Task<int>> body, bool keepRunning, bool takeOver, CancellationToken stop)
    {
        var lease = await LeaseSession.OpenAsync(Robot, Terminal, takeOver, stop).ConfigureAwait(false);
        await using (lease.ConfigureAwait(false))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, lease.Lost);
            try
            {
                var code = await body(lease, either.Token).ConfigureAwait(false);
                lease.KeepRunning |= keepRunning;
                return code;
            }
            catch (Exception) when (lease.LostReason is not null)
            {
                throw new CommandException(
                    ExitCode.NotAuthorised,
                    $"THE LEASE IS LOST: {lease.LostReason}. This command no longer controls the robot; what it had started is held.");
            }
        }
    }
}
