namespace RobotPolicy.Server.Operations.Watching;

/// <summary>Everybody who watches one book. Publishing never waits for any of them.</summary>
/// <param name="capacity">Items that may wait for each.</param>
public sealed class Watchers<T>(int capacity)
{
    /// <summary>Most watchers of one book.</summary>
    public const int Limit = 256;

    private readonly Lock _gate = new();
    private Watcher<T>[] _all = [];

    /// <summary>How many watch now.</summary>
    public int Count => Volatile.Read(ref _all).Length;

    /// <summary>Begins to watch.</summary>
    /// <param name="wants">Which items; all if <see langword="null"/>.</param>
    /// <exception cref="OperationException">Too many watch already.</exception>
    public Watcher<T> Add(Func<T, bool>? wants = null)
    {
        var watcher = new Watcher<T>(capacity, wants, Remove);
        lock (_gate)
        {
            if (_all.Length >= Limit)
                throw OperationException.Exhausted($"{Limit} clients watch already.");
            Volatile.Write(ref _all, [.. _all, watcher]);
        }

        return watcher;
    }

    /// <summary>Shows an item to everybody. Any thread; never waits.</summary>
    public void Publish(T item)
    {
        foreach (var watcher in Volatile.Read(ref _all))
            watcher.Offer(item);
    }

    private void Remove(Watcher<T> watcher)
    {
        lock (_gate)
            Volatile.Write(ref _all, [.. _all.Where(other => other != watcher)]);
    }
}
