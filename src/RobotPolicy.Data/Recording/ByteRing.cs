using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Recording;

/// <summary>
/// Messages on their way from one thread to another, as bytes in one block of memory: the writer encodes in place, neither side waits,
/// and what finds no room is counted. One writing thread and one reading thread at a time; takes no memory after it was created, of the heap or of
/// the system.
/// </summary>
internal sealed class ByteRing
{
    private const int Prefix = 24;
    private const int Alignment = 8;
    private const int Skip = -1;

    private readonly byte[] _bytes;
    private readonly int _mask;
    private long _head;
    private long _tail;
    private long _reserved;
    private long _dropped;
    private int _open = -1;

    /// <param name="capacity">Bytes, a power of two.</param>
    public ByteRing(int capacity)
    {
        if (capacity < 256 || !int.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "Expected a power of two, at least 256.");
        _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

        // The system hands out a page when it is first written: here, rather than to the control thread, a page at a time for the first minutes.
        Array.Clear(_bytes);
        _mask = capacity - 1;
    }

    /// <summary>Messages that found no room. Any thread.</summary>
    public long DroppedCount => Volatile.Read(ref _dropped);

    /// <summary>Makes room for a message, to be filled and then committed. Writer.</summary>
    /// <param name="length">Its bytes, at most a quarter of the ring.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="timeNs">When, on the monotonic clock.</param>
    /// <param name="sourceNs">When it was published, in nanoseconds since the Unix epoch, or 0.</param>
    /// <returns>Room of that length; empty where there is none, and the message is counted as dropped.</returns>
    public Span<byte> TryReserve(int length, int kind, long timeNs, long sourceNs = 0)
    {
        var needed = Padded(length);
        var at = (int)(_tail & _mask);
        var skipped = at + needed > _bytes.Length ? _bytes.Length - at : 0;
        if (needed > _bytes.Length / 4 || _tail + skipped + needed - Volatile.Read(ref _head) > _bytes.Length)
        {
            Volatile.Write(ref _dropped, _dropped + 1);
            return default;
        }

        if (skipped > 0)
        {
            Int(at) = Skip;
            at = 0;
        }

        Int(at) = length;
        Int(at + 4) = kind;
        Long(at + 8) = timeNs;
        Long(at + 16) = sourceNs;
        _reserved = skipped + needed;
        _open = at;
        return _bytes.AsSpan(at + Prefix, length);
    }

    /// <summary>Hands the message that was made room for over. Writer.</summary>
    public void Commit()
    {
        if (_open < 0)
            return;
        _open = -1;
        Volatile.Write(ref _tail, _tail + _reserved);
    }

    /// <summary>Takes the room back and counts the message as dropped. Writer.</summary>
    public void Cancel()
    {
        _open = -1;
        Volatile.Write(ref _dropped, _dropped + 1);
    }

    /// <summary>Commits, or takes the room back and counts the message with its topic. Writer.</summary>
    public void Finish(bool hasFailed, RecordedTopic topic)
    {
        if (!hasFailed)
        {
            Commit();
            return;
        }

        Cancel();
        topic.Dropped();
    }

    /// <summary>Where the messages that are there now end; a writer moves it on. Reader.</summary>
    public long End => Volatile.Read(ref _tail);

    /// <summary>The oldest message; its bytes are valid until <see cref="Advance"/>. Reader.</summary>
    public bool TryPeek(out RingMessage message) => TryPeek(End, out message);

    /// <summary>The oldest message before a place; its bytes are valid until <see cref="Advance"/>. Reader.</summary>
    /// <param name="end">An <see cref="End"/> that was read before: a reader that takes what is there then ends, however fast it is written.</param>
    /// <param name="message">The message.</param>
    public bool TryPeek(long end, out RingMessage message)
    {
        message = default;
        while (true)
        {
            if (_head >= end)
                return false;
            var at = (int)(_head & _mask);
            var length = Int(at);
            if (length == Skip)
            {
                Volatile.Write(ref _head, _head + _bytes.Length - at);
                continue;
            }

            message = new RingMessage(Int(at + 4), Long(at + 8), Long(at + 16), _bytes.AsSpan(at + Prefix, length));
            return true;
        }
    }

    /// <summary>Lets the oldest message go. Reader.</summary>
    public void Advance() => Volatile.Write(ref _head, _head + Padded(Int((int)(_head & _mask))));

    private static int Padded(int length) => (Prefix + length + Alignment - 1) & ~(Alignment - 1);

    private ref int Int(int at) => ref MemoryMarshal.Cast<byte, int>(_bytes.AsSpan(at, 4))[0];

    private ref long Long(int at) => ref MemoryMarshal.Cast<byte, long>(_bytes.AsSpan(at, 8))[0];
}
