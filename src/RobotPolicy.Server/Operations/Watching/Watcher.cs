using System.Threading.Channels;

namespace RobotPolicy.Server.Operations.Watching;

/// <summary>
/// What one watcher has not read yet: a bounded queue from which the oldest leaves when it is full. It counts what left, so that a
/// slow watcher is told.
/// </summary>
public sealed class Watcher<T> : IDisposable
{
    private readonly Channel<T> _items;
    private readonly Action<Watcher<T>>? _left;
    private readonly Func<T, bool>? _wants;
    private long _lost;

    /// <summary>Creates an empty queue.</summary>
    /// <param name="capacity">Items that may wait; 1 for "the newest wins".</param>
    /// <param name="wants">Which items are meant for it; all if <see langword="null"/>.</param>
    /// <param name="left">Called when it is disposed.</param>
    public Watcher(int capacity, Func<T, bool>? wants = null, Action<Watcher<T>>? left = null)
    {
        _wants = wants;
        _left = left;
        _items = Channel.CreateBounded<T>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref _lost));
    }

    /// <summary>Items that left unread so far.</summary>
    public ulong LostCount => (ulong)Interlocked.Read(ref _lost);

    /// <summary>Offers an item. Any thread; never waits.</summary>
    public void Offer(T item)
    {
        if (_wants is null || _wants(item))
            _items.Writer.TryWrite(item);
    }

    /// <summary>The next item, and after the last one the end.</summary>
    public IAsyncEnumerable<T> ReadAllAsync(CancellationToken cancel) => _items.Reader.ReadAllAsync(cancel);

    /// <summary>Takes the next item where one waits.</summary>
    public bool TryRead(out T? item) => _items.Reader.TryRead(out item);

    /// <summary>Nothing more will come.</summary>
    public void Complete() => _items.Writer.TryComplete();

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        Complete();
        _left?.Invoke(this);
    }
}
