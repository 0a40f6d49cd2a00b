namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Ten times a second, away from the receive thread: endpoint events, faults and the native log.</summary>
internal sealed class HouseKeeping
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly Action _work;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _stop = new();

    internal HouseKeeping(Action work)
    {
        _work = work;
        _thread = new Thread(Run) { Name = "dds-housekeeping", IsBackground = true };
    }

    internal void Start() => _thread.Start();

    /// <summary>Ends the thread after one last round.</summary>
    internal bool Stop(TimeSpan timeout)
    {
        _stop.Set();
        return Thread.CurrentThread == _thread || _thread.Join(timeout);
    }

    private void Run()
    {
        while (!_stop.Wait(Period))
            _work();
        _work();
    }
}
