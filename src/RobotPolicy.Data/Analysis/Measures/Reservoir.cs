namespace RobotPolicy.Data.Analysis.Measures;

/// <summary>A fair sample of any number of items in bounded memory (Vitter's algorithm R); the same items in the same order give the same sample.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="capacity">Most items that are kept; more than 0.</param>
/// <param name="seed">Seed of the choice.</param>
public sealed class Reservoir<T>(int capacity, int seed)
{
    private readonly List<T> _items = [];
    private readonly Random _random = new(seed);

    /// <summary>What is kept.</summary>
    public IReadOnlyList<T> Items => _items;

    /// <summary>Items that were offered.</summary>
    public long Offered { get; private set; }

    /// <summary>Offers an item.</summary>
    public void Add(T item)
    {
        Offered++;
        if (_items.Count < capacity)
            _items.Add(item);
        else if (_random.NextInt64(Offered) is var place && place < capacity)
            _items[(int)place] = item;
    }
}
