using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Failures;

/// <summary>
/// Several workers with the same package. What an episode comes to does not depend on which of them runs it, nor on how many there are.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    private readonly FailureWorker[] _workers;

    /// <summary>Starts the workers.</summary>
    /// <param name="setup">Where programs and profiles are.</param>
    /// <param name="package">Package folder.</param>
    /// <param name="count">How many; one to a core serves best.</param>
    /// <param name="withMonitor">Whether the package's monitor looks on.</param>
    /// <exception cref="CampaignException">A worker did not start.</exception>
    public WorkerPool(CampaignSetup setup, string package, int count, bool withMonitor = true)
    {
        var workers = new List<FailureWorker>();
        try
        {
            for (var i = 0; i < count; i++)
                workers.Add(new FailureWorker(setup, package, withMonitor));
        }
        catch
        {
            workers.ForEach(worker => worker.Dispose());
            throw;
        }

        _workers = [.. workers];
    }

    /// <summary>One of them, for whoever needs the policy while none is running.</summary>
    public FailureWorker First => _workers[0];

    /// <summary>Runs a job for each item, and gives the results in the order of the items.</summary>
    /// <param name="items">What is to be done.</param>
    /// <param name="job">Does one; on one thread for each worker.</param>
    /// <param name="done">Told of every result as it comes, one at a time.</param>
    /// <param name="stop">Ends it between two items.</param>
    public TResult[] Run<TItem, TResult>(
        IReadOnlyList<TItem> items, Func<FailureWorker, TItem, TResult> job, Action<TResult> done, CancellationToken stop)
    {
        var results = new TResult[items.Count];
        var next = -1;
        var gate = new Lock();
        Task[] running =
        [
            .. _workers.Select(worker => Task.Factory.StartNew(
                () =>
                {
                    while (!stop.IsCancellationRequested && Interlocked.Increment(ref next) is var i && i < items.Count)
                    {
                        results[i] = job(worker, items[i]);
                        lock (gate)
                            done(results[i]);
                    }
                },
                stop,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)),
        ];
        Task.WhenAll(running).GetAwaiter().GetResult();
        stop.ThrowIfCancellationRequested();
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var worker in _workers)
            worker.Dispose();
    }
}
