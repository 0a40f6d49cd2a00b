using RobotPolicy.Control.Timing;

namespace RobotPolicy.Control.Loop;

/// <summary>
/// A queue of values from many writers to one reader with a fixed capacity. Neither side waits or allocates; a full queue
/// refuses. After Vyukov's bounded queue: each cell carries the position for which it is ready.
/// </summary>
internal sealed class BoundedQueue<T>
    where T : struct
{
    private readonly Cell[] _cells;
    private long _tail;
    private long _head;
    private long _refused;

    /// <summary>Creates a queue for at least <paramref name="capacity"/> values.</summary>
    public BoundedQueue(int capacity)
    {
        _cells = new Cell[capacity];
        for (var i = 0; i < capacity; i++)
            _cells[i].Ready = i;
    }

    /// <summary>Values refused because the queue was full.</summary>
    public long RefusedCount => Interlocked.Read(ref _refused);

    /// <summary>Appends a value. Any thread.</summary>
    public bool TryEnqueue(T value)
    {
        while (true)
        {
            var position = Volatile.Read(ref _tail);
            ref var cell = ref _cells[position % _cells.Length];
            var ready = Volatile.Read(ref cell.Ready);
            if (ready == position)
            {
                if (Interlocked.CompareExchange(ref _tail, position + 1, position) != position)
                    continue;
                cell.Value = value;
                Volatile.Write(ref cell.Ready, position + 1);
                return true;
            }

            if (ready > position)
                continue;
            Interlocked.Increment(ref _refused);
            return false;
        }
    }

    /// <summary>Takes the oldest value. The reader.</summary>
    public bool TryDequeue(out T value)
    {
        ref var cell = ref _cells[_head % _cells.Length];
        if (Volatile.Read(ref cell.Ready) != _head + 1)
        {
            value = default;
            return false;
        }

        value = cell.Value;
        Volatile.Write(ref cell.Ready, _head + _cells.Length);
        _head++;
        return true;
    }

    private struct Cell
    {
        public long Ready;
        public T Value;
    }
}
