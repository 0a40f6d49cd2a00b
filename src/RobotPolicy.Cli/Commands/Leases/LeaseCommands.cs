using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Leases;

/// <summary><c>lease</c>: who may move the robot.</summary>
internal static class LeaseCommands
{
    public static Command Build(CommandRunner runner) => new("lease", """
        Who may move the robot: exactly one session at a time.

          robotctl lease show
          robotctl lease acquire          holds it until Ctrl-C; use the printed ROBOTCTL_LEASE in another shell
        """)
    {
        runner.Bind(new Command("show", "The lease now."), ShowAsync),
        AcquireCommand.Build(runner),
        Release(runner),
        runner.Bind(new Command("retain", "Give one sign of life for the lease in --lease-id or ROBOTCTL_LEASE."), RetainAsync),
        runner.Bind(new Command("watch", "The lease now, and whenever it changes hands, until Ctrl-C."), WatchAsync),
    };

    private static Command Release(CommandRunner runner)
    {
        var keep = new Option<bool>("--keep-running") { Description = "Let a policy's task run on without an operator." };
        var command = new Command("release", "Give back the lease in --lease-id or ROBOTCTL_LEASE. What it moves is held.") { keep };
        return runner.Bind(command, async (run, stop) =>
        {
            var request = new ReleaseLeaseRequest { LeaseId = GivenLease(run), KeepRunning = run.Parsed.GetValue(keep) };
            var answer = await run.Robot.Sessions.ReleaseLeaseAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            run.Printer.Answer(answer, "The lease is given back.", Tone.Good);
            return ExitCode.Ok;
        });
    }

    private static async Task<int> ShowAsync(Invocation run, CancellationToken stop)
    {
        var lease = await run.Robot.Sessions.GetLeaseAsync(new GetLeaseRequest(), run.Robot.Once(stop)).ConfigureAwait(false);
        run.Printer.Answer(lease, LeaseText.Of(lease, run.Terminal.Time), lease.Held ? Tone.Warn : Tone.Plain);
        return ExitCode.Ok;
    }

    private static async Task<int> RetainAsync(Invocation run, CancellationToken stop)
    {
        var request = new RetainLeaseRequest { LeaseId = GivenLease(run) };
        var lease = await run.Robot.Sessions.RetainLeaseAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
        run.Printer.Answer(lease, LeaseText.Of(lease, run.Terminal.Time), Tone.Good);
        return ExitCode.Ok;
    }

    private static async Task<int> WatchAsync(Invocation run, CancellationToken stop)
    {
        using var call = run.Robot.Sessions.WatchLease(new WatchLeaseRequest(), run.Robot.Streaming(stop));
        await foreach (var lease in call.ResponseStream.ReadAllAsync(stop).ConfigureAwait(false))
        {
            var now = run.Terminal.Time.GetLocalNow();
            run.Printer.Answer(lease, $"{now:HH:mm:ss}  {LeaseText.Of(lease, run.Terminal.Time)}", lease.Held ? Tone.Warn : Tone.Plain);
        }

        return ExitCode.Ok;
    }

    private static string GivenLease(Invocation run) =>
        run.Robot.Settings.LeaseId ?? throw CommandException.Usage("which lease? Give --lease-id or ROBOTCTL_LEASE.");
}
