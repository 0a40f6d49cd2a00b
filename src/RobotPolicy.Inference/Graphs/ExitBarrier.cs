namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// Keeps the process from ending in the middle of native work. The end of a process destroys a native library's static objects
/// whatever other threads do with them: work that is not over by then ends in a segmentation fault instead of an exit code. Any thread.
/// </summary>
internal sealed class ExitBarrier
{
    private readonly Lock _gate = new();
    private bool _watches;
    private bool _ended;

    /// <summary>Has the end of this process wait as <see cref="End"/> does.</summary>
    public void Watch()
    {
        lock (_gate)
        {
            if (_watches)
                return;
            _watches = true;
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <summary>Runs work that the end waits for; one at a time.</summary>
    /// <exception cref="InvalidOperationException">The process is ending: the work is not begun.</exception>
    public void Run(Action work)
    {
        lock (_gate)
        {
            if (_ended)
                throw new InvalidOperationException("The process is ending.");
            work();
        }
    }

    /// <summary>Waits for work that runs; none begins afterwards.</summary>
    public void End()
    {
        lock (_gate)
            _ended = true;
    }
}
