using RobotPolicy.Control.Inferences;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>
/// The newest chunk for spectators. The inferring thread copies it into memory that is there already; whoever looks makes a copy of its own.
/// </summary>
public sealed class ChunkDesk : IInferenceSink
{
    private readonly Lock _gate = new();
    private float[] _actions = [];
    private ScheduledChunk? _read;
    private (long Id, long Epoch, long StartNs, long IntervalNs, long InferenceNs, long ModelNs, int Horizon, int Length) _newest;
    private long _count;
    private TaskCompletionSource? _wanted;

    /// <summary>Usable chunks so far. Any thread.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public void OnServed(InferenceResult result, PolicyInsight insight)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Outcome != InferenceOutcome.Ok)
            return;
        var chunk = result.Chunk;
        lock (_gate)
        {
            // Grows once, with the first inference of a policy whose chunks are larger than any before.
            if (_actions.Length < chunk.Actions.Length)
                _actions = new float[chunk.Actions.Length];
            for (var i = 0; i < chunk.Actions.Length; i++)
                _actions[i] = (float)chunk.Actions[i];
            _newest = (
                chunk.Id, chunk.Epoch, chunk.StartNs, chunk.IntervalNs, result.EndNs - result.StartNs, result.ModelNs, chunk.Horizon, chunk.Actions.Length);
            Volatile.Write(ref _count, _count + 1);
        }

        // Whoever is told goes on on a thread of the pool.
        Interlocked.Exchange(ref _wanted, null)?.TrySetResult();
    }

    /// <summary>Waits until there have been other chunks than those that were counted. Any thread.</summary>
    /// <param name="seen"><see cref="Count"/> as it was looked at last.</param>
    /// <param name="cancel">Ends the wait.</param>
    public Task WaitAsync(long seen, CancellationToken cancel)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wanted = Interlocked.CompareExchange(ref _wanted, mine, null) ?? mine;

        // A chunk that came before the wish was seen is counted by now; one that comes later sees the wish.
        return Count == seen ? wanted.Task.WaitAsync(cancel) : Task.CompletedTask;
    }

    /// <summary>The newest chunk; <see langword="null"/> before the first. Any thread.</summary>
    public ScheduledChunk? Read()
    {
        lock (_gate)
        {
            if (_count == 0)
                return null;
            if (_read?.Id != _newest.Id || _read.Epoch != _newest.Epoch)
                _read = new ScheduledChunk(
                    _newest.Id, _newest.Epoch, _newest.StartNs, _newest.IntervalNs, _newest.Horizon, _actions[.._newest.Length], _newest.InferenceNs, _newest.ModelNs);
            return _read;
        }
    }
}
