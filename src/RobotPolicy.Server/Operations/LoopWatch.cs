using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations;

/// <summary>
/// Fifty times a second, beside the control thread: reads the loop's state once and shows it to every book. The books are derived
/// from what the loop does, so that none of them can claim something else. What the failure monitor says does not wait for the next
/// look: a thread of its own sleeps until the control thread tells of a change.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="observers">The books.</param>
/// <param name="failures">Are told every change of what the failure monitor says, before the books are.</param>
/// <param name="time">Pace.</param>
public sealed class LoopWatch(IRobotLoop loop, IReadOnlyList<ILoopObserver> observers, IReadOnlyList<IFailureObserver> failures, TimeProvider time)
{
    /// <summary>Time from one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Name of the thread that waits for the failure monitor.</summary>
    public const string ThreadName = "failure alerts";

    private readonly Lock _gate = new();

    /// <summary>Looks once. Any thread; one at a time goes through the books.</summary>
    public void Look()
    {
        lock (_gate)
        {
            while (loop.Failures.TryTake(out var notice))
                foreach (var observer in failures)
                    observer.Take(notice);
            var now = loop.ReadStatus();
            foreach (var observer in observers)
                observer.Observe(now);
        }
    }

    /// <summary>Looks until it is stopped.</summary>
    public Task RunAsync(CancellationToken stop) => Task.WhenAll(
        PollAsync(stop), Task.Factory.StartNew(() => Listen(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

    private async Task PollAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
                Look();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The way out.
        }
    }

    private void Listen(CancellationToken stop)
    {
        Thread.CurrentThread.Name = ThreadName;
        WaitHandle[] handles = [loop.Failures.IsThere, stop.WaitHandle];
        while (WaitHandle.WaitAny(handles) == 0)
            Look();
    }
}
