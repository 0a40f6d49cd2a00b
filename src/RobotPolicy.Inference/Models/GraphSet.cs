using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Inference.Models;

/// <summary>
/// The graphs of one model: runs them one after another, adds up the time spent in them, and ends an inference between two runs
/// as well as inside one. <see cref="Cancel"/> and <see cref="Dispose"/> from any thread, the rest from the inference thread.
/// </summary>
internal sealed class GraphSet(IReadOnlyList<OnnxGraph> graphs, TimeProvider timeProvider) : IDisposable
{
    private volatile bool _cancelled;

    /// <summary>Time spent in graphs since <see cref="Begin"/>, in ticks of the injected clock.</summary>
    public long Ticks { get; private set; }

    /// <summary>What ONNX Runtime said about the last run that failed; <see langword="null"/> if none did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Whether the inference in progress is to end.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>Begins an inference.</summary>
    public void Begin()
    {
        Ticks = 0;
        _cancelled = false;
    }

    /// <summary>Runs one graph of the set.</summary>
    public GraphStatus Run(OnnxGraph graph)
    {
        if (_cancelled)
            return GraphStatus.Stopped;
        var start = timeProvider.GetTimestamp();
        var status = graph.Run();
        Ticks += timeProvider.GetTimestamp() - start;
        if (status == GraphStatus.Failed)
            LastError = graph.LastError;
        return status;
    }

    /// <summary>Whether replays of captured graphs follow their inputs: the first that does not, else the last; <see langword="null"/> where nothing is captured.</summary>
    public ReplayCheck? CheckReplay(int seed)
    {
        ReplayCheck? last = null;
        foreach (var graph in graphs)
        {
            if (graph.CheckReplay(seed) is not { } check)
                continue;
            last = check;
            if (!check.Passed)
                break;
        }

        return last;
    }

    /// <summary>Ends the inference in progress, until <see cref="Begin"/>.</summary>
    public void Cancel()
    {
        _cancelled = true;
        foreach (var graph in graphs)
            graph.Cancel();
    }

    public void Dispose()
    {
        foreach (var graph in graphs)
            graph.Dispose();
    }
}
