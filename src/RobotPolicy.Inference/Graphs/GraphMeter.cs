using System.Collections.Concurrent;

namespace RobotPolicy.Inference.Graphs;

/// <summary>Counts how often graphs are run, and times them where it has a clock. One meter may serve several graphs; any thread may read it.</summary>
/// <param name="time">Clock; <see langword="null"/> counts only.</param>
public sealed class GraphMeter(TimeProvider? time = null)
{
    private readonly ConcurrentDictionary<string, GraphRecord> _records = new();

    /// <summary>Told when a graph is about to be opened, with the name of its file, on the loading thread; <see langword="null"/> where nobody listens.</summary>
    public Action<string>? OnOpening { get; init; }

    /// <summary>Runs of a graph since it was opened, warm-up included; 0 where there is none of this name.</summary>
    /// <param name="file">Name that the graph was opened under: its file in the package.</param>
    public long Runs(string file) => _records.TryGetValue(file, out var record) ? record.Runs : 0;

    /// <summary>Runs of the graph that was run most: where an encoder and a denoiser work together, the denoiser.</summary>
    public long MostRuns => _records.Values.Select(record => record.Runs).DefaultIfEmpty(0).Max();

    /// <summary>Every graph so far with its counts and times, by the names of files.</summary>
    public IReadOnlyList<MeasuredGraph> Graphs =>
        [.. _records.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.Read(entry.Key))];

    internal GraphRecord Register(string file)
    {
        OnOpening?.Invoke(file);
        return _records.GetOrAdd(file, static (_, clock) => new GraphRecord(clock), time);
    }
}
