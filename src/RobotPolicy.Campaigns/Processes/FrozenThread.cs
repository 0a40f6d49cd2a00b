using RobotPolicy.Campaigns.Processes.Interop;

namespace RobotPolicy.Campaigns.Processes;

/// <summary>
/// One thread of another process, stopped as if a native call in it had hung; it goes on when this is disposed. A tracer is a thread,
/// so all of it happens on one thread of our own.
/// </summary>
internal sealed class FrozenThread : IDisposable
{
    private readonly ManualResetEventSlim _release = new();
    private readonly TaskCompletionSource<string?> _frozen = new();
    private readonly Thread _tracer;

    /// <summary>Stops a thread.</summary>
    /// <param name="processId">The process.</param>
    /// <param name="name">Name of the thread.</param>
    /// <exception cref="CampaignException">There is no such thread, or tracing is not permitted.</exception>
    public FrozenThread(int processId, string name)
    {
        var thread = Directory.EnumerateDirectories($"/proc/{processId}/task")
            .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == name)
            .Select(task => int.Parse(Path.GetFileName(task), System.Globalization.CultureInfo.InvariantCulture))
            .FirstOrDefault();
        if (thread == 0)
            throw new CampaignException($"Process {processId} has no thread '{name}'.");
        _tracer = new Thread(() => Trace(thread)) { IsBackground = true, Name = "tracer" };
        _tracer.Start();
        if (_frozen.Task.GetAwaiter().GetResult() is { } problem)
            throw new CampaignException(problem);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _release.Set();
        _tracer.Join();
        _release.Dispose();
    }

    private void Trace(int thread)
    {
        if (PtraceNative.TryStop(thread) is { } error)
        {
            _frozen.SetResult($"Thread {thread} could not be stopped: {error}");
            return;
        }

        _frozen.SetResult(null);
        _release.Wait();
        PtraceNative.Continue(thread);
    }
}
