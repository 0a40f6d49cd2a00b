using RobotPolicy.Data.Bags.Storage;

namespace RobotPolicy.Data.Bags;

/// <summary>Messages of a bag by log time. A file is opened when the next message could come from it, and closed behind its last.</summary>
public sealed class BagMessageReader
{
    private readonly BagQuery _query;
    private readonly List<(BagSplit Split, int Order)> _waiting;
    private readonly PriorityQueue<Source, (ulong Time, int Order)> _open = new();
    private Source? _current;
    private int _next;

    internal BagMessageReader(IReadOnlyList<BagSplit> splits, BagQuery query)
    {
        _query = query;
        _waiting =
        [
            .. splits.Select((split, order) => (Split: split, Order: order))
                .Where(each => each.Split.Info.HasMessages && each.Split.Info.EndTime >= query.StartTime
                    && (query.EndTime is not { } end || each.Split.Info.StartTime < end))
                .OrderBy(each => each.Split.Info.StartTime).ThenBy(each => each.Order),
        ];
    }

    /// <summary>The next message, whose data is valid until the next call; false at the end.</summary>
    /// <exception cref="BagException">A file is damaged here.</exception>
    public bool Read(out BagMessage message)
    {
        // Only now: the message that was handed out is a view of its file's buffer.
        if (_current is { } last)
        {
            _current = null;
            if (last.Next())
                _open.Enqueue(last, last.Key);
            else
                last.Close();
        }

        while (_next < _waiting.Count && (!_open.TryPeek(out _, out var first) || _waiting[_next].Split.Info.StartTime <= first.Time))
        {
            var (split, order) = _waiting[_next++];
            var source = new Source(split, order, _query);
            if (source.Next())
                _open.Enqueue(source, source.Key);
            else
                source.Close();
        }

        if (!_open.TryDequeue(out _current, out _))
        {
            message = default;
            return false;
        }

        message = _current.Message;
        return true;
    }

    private sealed class Source(BagSplit split, int order, BagQuery query)
    {
        private readonly IBagCursor _cursor = split.Read(query);

        public BagMessage Message { get; private set; }

        public (ulong Time, int Order) Key => (Message.LogTime, order);

        public bool Next()
        {
            if (!_cursor.Next(out var message))
                return false;
            Message = message with { Topic = split.Topic(message.Topic) };
            return true;
        }

        public void Close()
        {
            _cursor.Dispose();
            split.Close();
        }
    }
}
