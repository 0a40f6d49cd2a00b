namespace RobotPolicy.Data.Recording;

/// <summary>The thread that records: takes up the work a few hundred times a second, since nobody who hands over may wake it.</summary>
internal sealed class RecordingThread
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly RecordingWork _work;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;

    public RecordingThread(RecordingWork work)
    {
        _work = work;
        _thread = new Thread(Run) { IsBackground = true, Name = "recorder" };
    }

    public void Start() => _thread.Start();

    /// <summary>Ends the thread when everything is written.</summary>
    /// <returns>
    /// Whether it has ended. One that the disk holds up past the limit still works: nothing that it uses may be disposed then.
    /// </returns>
    public bool End()
    {
        _stop.Set();
        if ((_thread.ThreadState & ThreadState.Unstarted) == 0 && !_thread.Join(StopLimit))
            return false;
        _stop.Dispose();
        return true;
    }

    private void Run()
    {
        while (!_stop.Wait(Pause))
            _work.Step();
        _work.End();
    }
}
