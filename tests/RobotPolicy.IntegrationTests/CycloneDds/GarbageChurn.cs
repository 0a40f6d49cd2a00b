namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>
/// Collects all generations, compacting, hundreds of times a second while it lives: whatever the collector may move is moved.
/// Ends with its scope, whatever becomes of the test, so that no later test runs beside it.
/// </summary>
internal sealed class GarbageChurn : IDisposable
{
    // A pause between collections, or a machine with few cores does nothing else.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource _stop = new();
    private readonly TestThread _thread;

    public GarbageChurn() => _thread = TestThread.Start(() =>
    {
        List<byte[]> survivors = [];
        while (!_stop.Token.WaitHandle.WaitOne(Pause))
        {
            for (var i = 0; i < 20; i++)
                survivors.Add(new byte[10_000]);
            if (survivors.Count > 100)
                survivors.Clear();
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
        }
    });

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
    }
}
