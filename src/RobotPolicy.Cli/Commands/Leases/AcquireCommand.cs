using System.CommandLine;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Leases;

/// <summary><c>lease acquire</c>: holds the lease for other processes until Ctrl-C.</summary>
internal static class AcquireCommand
{
    public static Command Build(CommandRunner runner)
    {
        var takeOver = new Option<bool>("--take-over") { Description = "Take it from a holder with a lower role. What it was moving is held first." };
        var keep = new Option<bool>("--keep-running") { Description = "Let a policy's task run on when the lease is given back." };
        var command = new Command("acquire", """
            Take the lease, print it, and keep it by heartbeats until Ctrl-C. Other commands use it through ROBOTCTL_LEASE.

              robotctl lease acquire --take-over
            """) { takeOver, keep };
        return runner.Bind(command, async (run, stop) =>
        {
            if (run.Robot.Settings.LeaseId is not null)
                throw CommandException.Usage("there is a lease already, in --lease-id or ROBOTCTL_LEASE.");
            return await run.WithLeaseAsync(
                async (lease, token) =>
                {
                    run.Printer.Answer(lease.Lease!, $"export ROBOTCTL_LEASE={lease.Lease!.LeaseId}");
                    run.Printer.Note($"Held: {LeaseText.Of(lease.Lease!, run.Terminal.Time)}. Ctrl-C gives it back.");
                    try
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, run.Terminal.Time, token).ConfigureAwait(false);
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested && lease.LostReason is null)
                    {
                        run.Terminal.Interrupts.Rearm();
                    }

                    return ExitCode.Ok;
                },
                run.Parsed.GetValue(keep),
                run.Parsed.GetValue(takeOver),
                stop).ConfigureAwait(false);
        });
    }
}
