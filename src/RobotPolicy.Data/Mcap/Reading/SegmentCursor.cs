using System.Runtime.InteropServices;

namespace RobotPolicy.Data.Mcap.Reading;

/// <summary>The wanted messages of one segment, in the order that was asked for. Built from the records, never from an index that may lie.</summary>
internal sealed class SegmentCursor
{
    private readonly List<Entry> _entries;
    private int _at;

    private SegmentCursor(Segment segment, List<Entry> entries)
    {
        Segment = segment;
        _entries = entries;
    }

    public Segment Segment { get; }

    public int Count => _entries.Count;

    public Entry Current => _entries[_at];

    /// <summary>Null if nothing in the segment is wanted.</summary>
    public static SegmentCursor? Open(
        Segment segment, SegmentCache cache, McapCatalog catalog, bool[]? channels, McapQuery query, int maxEntries)
    {
        var entries = new List<Entry>();
        var walker = new ChunkWalker(cache.Load(segment), segment.Offset);
        while (walker.Next(out var record))
        {
            if (record.Opcode == McapOpcode.Schema)
                catalog.AddSchema(record);
            else if (record.Opcode == McapOpcode.Channel)
                catalog.AddChannel(record);
            if (record.Opcode != McapOpcode.Message)
                continue;
            var message = catalog.Message(record);
            if (query.Order != McapOrder.File && (message.LogTime < segment.StartTime || message.LogTime > segment.EndTime))
                throw record.Error($"log_time is {message.LogTime}, but the chunk claims times from {segment.StartTime} to {segment.EndTime}");
            if (!query.Includes(message.LogTime) || (channels is not null && !channels[message.ChannelId]))
                continue;
            if (entries.Count >= maxEntries)
                throw record.Error("more messages overlap in time than reading by time may hold; read in the order of the file");
            entries.Add(new Entry(message.LogTime, (int)record.Position.InChunk));
        }

        if (entries.Count == 0)
            return null;
        Sort(entries, query.Order);
        return new SegmentCursor(segment, entries);
    }

    /// <summary>Goes to the next message; false if that was the last.</summary>
    public bool Advance() => ++_at < _entries.Count;

    /// <summary>Where the current message stands among those of all segments.</summary>
    public Key KeyOf(McapOrder order) => order switch
    {
        McapOrder.LogTime => new Key(Current.LogTime, Segment.Offset),
        McapOrder.ReverseLogTime => new Key(ulong.MaxValue - Current.LogTime, -Segment.Offset),
        _ => new Key(0, Segment.Offset),
    };

    private static void Sort(List<Entry> entries, McapOrder order)
    {
        if (order == McapOrder.File)
            return;
        var sorted = true;
        for (var i = 1; i < entries.Count && sorted; i++)
            sorted = entries[i - 1].LogTime <= entries[i].LogTime;
        if (!sorted)
            CollectionsMarshal.AsSpan(entries).Sort();
        if (order == McapOrder.ReverseLogTime)
            entries.Reverse();
    }

    /// <summary>One message: when, and the byte of the segment where its record begins.</summary>
    public readonly record struct Entry(ulong LogTime, int Offset) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => LogTime != other.LogTime ? LogTime.CompareTo(other.LogTime) : Offset.CompareTo(other.Offset);
    }

    /// <summary>Order among segments.</summary>
    public readonly record struct Key(ulong Time, long Segment) : IComparable<Key>
    {
        public int CompareTo(Key other) => Time != other.Time ? Time.CompareTo(other.Time) : Segment.CompareTo(other.Segment);
    }
}
