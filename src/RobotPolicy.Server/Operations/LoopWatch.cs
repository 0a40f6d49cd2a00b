namespace RobotPolicy.Server.Operations;

/// <summary>
/// Fifty times a second, beside the control thread: reads the loop's state once and shows it to every book. The books are derived
/// from what the loop does, so that none of them can claim something else.
/// </summary>
public sealed class LoopWatch(IRobotLoop loop, IReadOnlyList<ILoopObserver> observers, TimeProvider time)
{
    /// <summary>Time from one look to the next.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks once.</summary>
    public void Look()
    {
        var now = loop.ReadStatus();
        foreach (var observer in observers)
            observer.Observe(now);
    }

    /// <summary>Looks until it is stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
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
}
