namespace RobotPolicy.Simulator.Faults;

/// <summary>
/// Encoded messages that wait until they are published late. Bounded: when it is full the oldest is lost and counted. Buffers are
/// used again. Used by the thread that publishes.
/// </summary>
internal sealed class DelayLine
{
    private readonly (byte[] Bytes, int Length, long DueNs)[] _slots;
    private int _first;
    private int _count;

    /// <summary>Creates an empty line.</summary>
    internal DelayLine(int capacity)
    {
        _slots = new (byte[], int, long)[capacity];
        Array.Fill(_slots, ([], 0, 0));
    }

    /// <summary>Messages lost because the line was full.</summary>
    internal long DroppedCount { get; private set; }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => _count == 0;

    /// <summary>When the next message is due, or the far future.</summary>
    internal long NextDueNs => _count == 0 ? long.MaxValue : _slots[_first].DueNs;

    /// <summary>Appends a message.</summary>
    internal void Add(ReadOnlySpan<byte> message, long dueNs)
    {
        if (_count == _slots.Length)
        {
            _first = (_first + 1) % _slots.Length;
            _count--;
            DroppedCount++;
        }

        ref var slot = ref _slots[(_first + _count++) % _slots.Length];
        if (slot.Bytes.Length < message.Length)
            slot.Bytes = new byte[message.Length];
        message.CopyTo(slot.Bytes);
        slot.Length = message.Length;
        slot.DueNs = dueNs;
    }

    /// <summary>Takes the oldest message if it is due.</summary>
    /// <param name="nowNs">Present moment.</param>
    /// <param name="message">The message; valid until the next <see cref="Add"/>.</param>
    internal bool TryTake(long nowNs, out ReadOnlySpan<byte> message)
    {
        message = default;
        if (_count == 0 || _slots[_first].DueNs > nowNs)
            return false;
        ref var slot = ref _slots[_first];
        message = slot.Bytes.AsSpan(0, slot.Length);
        _first = (_first + 1) % _slots.Length;
        _count--;
        return true;
    }
}
