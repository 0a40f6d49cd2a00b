using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Inferences;

/// <summary>
/// Copies of the last chunks, so that an inference finds the one that is being executed: the control thread names it by its id,
/// and nothing needs to travel back. Several, because the newest ones may have been turned down, five in a row before that is a
/// fault. Inference thread.
/// </summary>
internal sealed class RecentChunks
{
    private const int Capacity = 8;
    private readonly ActionChunk[] _chunks;
    private int _next;

    public RecentChunks(int horizon, int jointCount)
    {
        _chunks = new ActionChunk[Capacity];
        for (var i = 0; i < Capacity; i++)
            _chunks[i] = new ActionChunk(horizon, jointCount);
    }

    public void Add(ActionChunk chunk)
    {
        var copy = _chunks[_next];
        _next = (_next + 1) % Capacity;
        chunk.Actions.CopyTo(copy.Actions, 0);
        (copy.Id, copy.Epoch, copy.StartNs, copy.IntervalNs) = (chunk.Id, chunk.Epoch, chunk.StartNs, chunk.IntervalNs);
    }

    /// <summary>The chunk of an id and an epoch, or <see langword="null"/>.</summary>
    public ActionChunk? Find(long id, long epoch)
    {
        if (id <= 0)
            return null;
        foreach (var chunk in _chunks)
            if (chunk.Id == id && chunk.Epoch == epoch)
                return chunk;
        return null;
    }
}
