using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace RobotPolicy.Inference.Graphs;

/// <summary>Counts how often graphs are run, for measurements. One meter may serve several graphs; any thread may read it.</summary>
public sealed class GraphMeter
{
    private readonly ConcurrentDictionary<string, StrongBox<long>> _runs = new();

    /// <summary>Runs of a graph since it was opened, warm-up included; 0 where there is none of this name.</summary>
    /// <param name="file">Name that the graph was opened under: its file in the package.</param>
    public long Runs(string file) => _runs.TryGetValue(file, out var count) ? Interlocked.Read(ref count.Value) : 0;

    /// <summary>Runs of the graph that was run most: where an encoder and a denoiser work together, the denoiser.</summary>
    public long MostRuns => _runs.Values.Select(count => Interlocked.Read(ref count.Value)).DefaultIfEmpty(0).Max();

    internal StrongBox<long> Register(string file) => _runs.GetOrAdd(file, static _ => new StrongBox<long>());
}
