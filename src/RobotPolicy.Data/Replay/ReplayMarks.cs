namespace RobotPolicy.Data.Replay;

/// <summary>Marks in the order of time, up to a limit; what may end later is found again by its key. One thread.</summary>
/// <param name="limit">Marks that are kept; the rest is only counted.</param>
internal sealed class ReplayMarks(int limit)
{
    private readonly List<ReplayMark> _items = [];
    private readonly Dictionary<(ReplayMarkKind Kind, string Key), int> _places = [];

    /// <summary>Those that are kept.</summary>
    public IReadOnlyList<ReplayMark> Items => _items;

    /// <summary>Marks that were not kept.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Adds a mark.</summary>
    /// <param name="mark">The mark.</param>
    /// <param name="key">What it is found by later; <see langword="null"/> for nothing.</param>
    public void Add(ReplayMark mark, string? key = null)
    {
        if (_items.Count == limit)
        {
            LeftOut++;
            return;
        }

        if (key is not null)
            _places[(mark.Kind, key)] = _items.Count;
        _items.Add(mark);
    }

    /// <summary>Whether a mark of that key is kept.</summary>
    public bool Has(ReplayMarkKind kind, string key) => _places.ContainsKey((kind, key));

    /// <summary>Changes a mark, where it is kept.</summary>
    public void Change(ReplayMarkKind kind, string key, Func<ReplayMark, ReplayMark> change)
    {
        if (_places.TryGetValue((kind, key), out var place))
            _items[place] = change(_items[place]);
    }
}
