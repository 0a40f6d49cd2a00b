using RobotPolicy.Data.Mcap.Reading;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Data.Mcap;

/// <summary>
/// Messages of an indexed file in the order that was asked for. Chunks that overlap in time are merged; of them only the index entries
/// are all held, their bytes as far as the cache allows.
/// </summary>
public sealed class McapMessageReader
{
    private readonly McapIndexedReader _file;
    private readonly SegmentCache _cache;
    private readonly McapQuery _query;
    private readonly McapLimits _limits;
    private readonly bool[]? _channels;
    private readonly List<Segment> _waiting;
    private readonly PriorityQueue<SegmentCursor, SegmentCursor.Key> _open = new();
    private int _next;
    private int _entries;

    internal McapMessageReader(McapIndexedReader file, SegmentCache cache, McapQuery query, McapLimits limits)
    {
        _file = file;
        _cache = cache;
        _query = query;
        _limits = limits;
        _channels = Selected(file, query.Topics);
        _waiting = [.. file.Segments.Where(IsWanted)];
        if (query.Order == McapOrder.LogTime)
            _waiting.Sort((a, b) => a.StartTime != b.StartTime ? a.StartTime.CompareTo(b.StartTime) : a.Offset.CompareTo(b.Offset));
        else if (query.Order == McapOrder.ReverseLogTime)
            _waiting.Sort((a, b) => a.EndTime != b.EndTime ? b.EndTime.CompareTo(a.EndTime) : b.Offset.CompareTo(a.Offset));
    }

    /// <summary>The next message, whose data is valid until the next call; false at the end.</summary>
    /// <exception cref="McapException">The file is damaged here.</exception>
    public bool Read(out McapMessage message)
    {
        OpenDue();
        if (!_open.TryPeek(out var cursor, out _))
        {
            message = default;
            return false;
        }

        var record = ChunkWalker.At(_cache.Load(cursor.Segment), cursor.Segment.Offset, cursor.Current.Offset);
        message = record.ToMessage();
        if (cursor.Advance())
        {
            _open.DequeueEnqueue(cursor, cursor.KeyOf(_query.Order));
        }
        else
        {
            _open.Dequeue();
            _entries -= cursor.Count;
        }

        return true;
    }

    // A chunk is opened when the next message could come from it.
    private void OpenDue()
    {
        while (_next < _waiting.Count && (!_open.TryPeek(out var first, out _) || IsDue(_waiting[_next], first)))
        {
            var cursor = SegmentCursor.Open(_waiting[_next++], _cache, _file.Catalog, _channels, _query, _limits.MaxIndexEntries - _entries);
            if (cursor is null)
                continue;
            _entries += cursor.Count;
            _open.Enqueue(cursor, cursor.KeyOf(_query.Order));
        }
    }

    private bool IsDue(Segment segment, SegmentCursor first) => _query.Order switch
    {
        McapOrder.LogTime => segment.StartTime <= first.Current.LogTime,
        McapOrder.ReverseLogTime => segment.EndTime >= first.Current.LogTime,
        _ => false,
    };

    private bool IsWanted(Segment segment) =>
        segment.EndTime >= _query.StartTime && (_query.EndTime is not { } end || segment.StartTime < end)
        && (_channels is null || segment.HasAny(_channels));

    private static bool[]? Selected(McapIndexedReader file, IReadOnlyCollection<string>? topics)
    {
        if (topics is null)
            return null;
        var names = topics.ToHashSet(StringComparer.Ordinal);
        var selected = file.Selection;
        Array.Clear(selected);
        foreach (var channel in file.Catalog.Channels.Values)
            selected[channel.Id] = names.Contains(channel.Topic);
        return selected;
    }
}
