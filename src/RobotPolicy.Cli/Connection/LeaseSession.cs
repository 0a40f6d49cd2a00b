using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Connection;

/// <summary>
/// The lease for as long as one command lasts: acquired, kept by heartbeats at a third of its timeout, given back at the end. A lease
/// that was named on the command line is only used: whoever holds it keeps it.
/// </summary>
internal sealed class LeaseSession : IAsyncDisposable
{
    private readonly RobotConnection _robot;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _heartbeats = Task.CompletedTask;

    private LeaseSession(RobotConnection robot, TimeProvider time, Lease? lease)
    {
        _robot = robot;
        _time = time;
        Lease = lease;
    }

    /// <summary>The lease; null if it is another process's.</summary>
    public Lease? Lease { get; }

    /// <summary>Whether a policy's task goes on when the lease is given back. Default: no.</summary>
    public bool KeepRunning { get; set; }

    /// <summary>Fires when somebody took the lease, or it lapsed.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>How it was lost; null while it is held.</summary>
    public string? LostReason { get; private set; }

    /// <summary>Takes the lease, unless the command line names one.</summary>
    public static async Task<LeaseSession> OpenAsync(RobotConnection robot, Terminal terminal, bool takeOver, CancellationToken stop)
    {
        if (robot.Settings.LeaseId is not null)
            return new LeaseSession(robot, terminal.Time, null);
        var client = $"robotctl@{Environment.MachineName}";
        var lease = await robot.Sessions.AcquireLeaseAsync(new AcquireLeaseRequest { Client = client, TakeOver = takeOver }, robot.Once(stop))
            .ConfigureAwait(false);
        robot.UseLease(lease.LeaseId);
        var session = new LeaseSession(robot, terminal.Time, lease);
        session._heartbeats = session.KeepAsync(lease);
        return session;
    }

    /// <summary>Gives the lease back, if this command took it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAny(_heartbeats, Task.Delay(_robot.Settings.Timeout, _time)).ConfigureAwait(false);
        if (Lease is { } lease && LostReason is null)
        {
            try
            {
                var request = new ReleaseLeaseRequest { LeaseId = lease.LeaseId, KeepRunning = KeepRunning };
                await _robot.Sessions.ReleaseLeaseAsync(request, _robot.Once(CancellationToken.None)).ConfigureAwait(false);
            }
            catch (RpcException)
            {
                // It lapses by itself; what the command did or why it failed is already told.
            }
        }

        _robot.UseLease(_robot.Settings.LeaseId ?? "");
        _ending.Dispose();
        _lost.Dispose();
    }

    private async Task KeepAsync(Lease lease)
    {
        var interval = TimeSpan.FromTicks(Math.Max(lease.Timeout?.ToTimeSpan().Ticks ?? 0, TimeSpan.TicksPerSecond / 10) / 3);
        var beat = new RetainLeaseRequest { LeaseId = lease.LeaseId };
        try
        {
            using var call = _robot.Sessions.Heartbeat(_robot.Streaming(CancellationToken.None));
            var answers = ReadAsync(call.ResponseStream, lease.LeaseId);
            using var timer = new PeriodicTimer(interval, _time);
            try
            {
                do
                    await call.RequestStream.WriteAsync(beat).ConfigureAwait(false);
                while (!answers.IsCompleted && await timer.WaitForNextTickAsync(_ending.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                // The command is over. The release follows at once: the lease does not lapse in between.
            }

            await call.RequestStream.CompleteAsync().ConfigureAwait(false);
            if (!_ending.IsCancellationRequested)
            {
                await answers.ConfigureAwait(false);
                Lose("the service ended the heartbeat");
            }
            else
            {
                _ = answers.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
            }
        }
        catch (RpcException failure)
        {
            if (!_ending.IsCancellationRequested)
                Lose(failure.StatusCode == StatusCode.Unavailable ? "the connection to the robot broke" : failure.Status.Detail);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<Lease> answers, string leaseId)
    {
        while (await answers.MoveNext(CancellationToken.None).ConfigureAwait(false))
        {
            var now = answers.Current;
            if ((now.Held && now.LeaseId == leaseId) || _ending.IsCancellationRequested)
                continue;
            Lose(now.Held ? $"{now.Subject} ({now.Client}) took it over" : now.LastChange.Length > 0 ? $"it was {now.LastChange}" : "it is gone");
            return;
        }
    }

    private void Lose(string reason)
    {
        lock (_lost)
        {
            if (LostReason is not null)
                return;
            LostReason = reason;
        }

        _lost.Cancel();
    }
}
