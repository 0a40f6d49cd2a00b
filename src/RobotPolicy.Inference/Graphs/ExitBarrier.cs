namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// Keeps the process from ending in the middle of native work. The end of a process destroys a native library's static objects
/// whatever other threads do with them: work that is not over by then fails without reason, or ends in a segmentation fault instead of an
/// exit code. Any thread, any number of them.
/// </summary>
internal sealed class ExitBarrier
{
    private readonly object _gate = new();
    private int _count;
    private bool _watches;
    private bool _ended;

    /// <summary>Has the end of this process wait as <see cref="End"/> does.</summary>
    /// <param name="limit">How long at most.</param>
    public void Watch(TimeSpan limit)
    {
        lock (_gate)
        {
            if (_watches)
                return;
            _watches = true;
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => End(limit);
    }

    /// <summary>Runs work that the end waits for. Work may run work.</summary>
    /// <exception cref="OperationCanceledException">The process is ending: the work is not begun.</exception>
    public T Run<T>(Func<T> work)
    {
        lock (_gate)
        {
            if (_ended)
                throw new OperationCanceledException("The process is ending.");
            _count++;
        }

        try
        {
            return work();
        }
        finally
        {
            lock (_gate)
            {
                _count--;
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Waits for work that runs; none begins afterwards.</summary>
    /// <param name="limit">How long at most: what builds an engine takes minutes.</param>
    /// <returns>Whether none runs any more.</returns>
    public bool End(TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_gate)
        {
            _ended = true;
            while (_count > 0)
            {
                var left = deadline - Environment.TickCount64;
                if (left <= 0 || !Monitor.Wait(_gate, TimeSpan.FromMilliseconds(left)))
                    return _count == 0;
            }

            return true;
        }
    }
}
