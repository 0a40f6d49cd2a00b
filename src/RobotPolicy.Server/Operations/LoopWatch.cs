using RobotPolicy.Server.Operations.Alerts;

namespace RobotPolicy.Server.Operations;

/// <summary>
/// Fifty times a second, beside the control thread: reads the loop's state once and shows it to every book. The books are derived
/// from what the loop does, so that none of them can claim something else. What the failure monitor says does not wait for the next
/// look: the control thread wakes this one when it changes.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="observers">The books.</param>
/// <param name="failures">Are told every change of what the failure monitor says, before the books are.</param>
public sealed class LoopWatch(IRobotLoop loop, IReadOnlyList<ILoopObserver> observers, IReadOnlyList<IFailureObserver> failures)
{
    /// <summary>Time from one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Name of the thread.</summary>
    public const string ThreadName = "books";

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

    /// <summary>Looks until it is stopped, on a thread of its own.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.Factory.StartNew(() => Listen(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // A timer would wake two threads for each look, its own and one of the pool: at rest that is most of what the service costs.
    private void Listen(CancellationToken stop)
    {
        Thread.CurrentThread.Name = ThreadName;
        WaitHandle[] handles = [loop.Failures.IsThere, stop.WaitHandle];
        while (WaitHandle.WaitAny(handles, Period) != 1)
            Look();
    }
}
