using System.Globalization;
using Microsoft.Data.Sqlite;

namespace RobotPolicy.Data.Bags.Storage;

/// <summary>Messages of a <c>.db3</c> by time, one row after the other; SQLite's own index gives the order.</summary>
internal sealed class SqliteCursor : IBagCursor
{
    private readonly string _path;
    private readonly SqliteCommand _command;
    private readonly SqliteDataReader _rows;
    private readonly IReadOnlyDictionary<long, int> _topics;
    private readonly int _maxMessageBytes;
    private byte[] _buffer = [];

    public SqliteCursor(
        string path, SqliteConnection database, BagQuery query, IReadOnlyList<long>? topicIds, IReadOnlyDictionary<long, int> topics, int maxMessageBytes)
    {
        _path = path;
        _topics = topics;
        _maxMessageBytes = maxMessageBytes;
        _command = database.CreateCommand();

        // With the row's id among the columns the blob is read in place, not as an array of its own.
        _command.CommandText = "SELECT id, topic_id, timestamp, data FROM messages WHERE timestamp >= $start AND timestamp <= $last"
            + (topicIds is null ? "" : string.Create(CultureInfo.InvariantCulture, $" AND topic_id IN ({string.Join(',', topicIds)})"))
            + " ORDER BY timestamp, id";
        var isEmpty = query.StartTime > long.MaxValue || query.EndTime == 0;
        _command.Parameters.AddWithValue("$start", isEmpty ? long.MaxValue : (long)query.StartTime);
        _command.Parameters.AddWithValue("$last", isEmpty ? -1 : (long)Math.Min((query.EndTime ?? ulong.MaxValue) - 1, long.MaxValue));
        _rows = _command.ExecuteReader();
    }

    public bool Next(out BagMessage message)
    {
        try
        {
            return Read(out message);
        }
        catch (Exception exception) when (SqliteSplit.IsContent(exception))
        {
            throw SqliteSplit.Unreadable(_path, exception);
        }
    }

    public void Dispose()
    {
        _rows.Dispose();
        _command.Dispose();
    }

    private bool Read(out BagMessage message)
    {
        message = default;
        if (!_rows.Read())
            return false;
        var id = _rows.GetInt64(0);
        if (!_topics.TryGetValue(_rows.GetInt64(1), out var topic))
            throw new BagException(_path, $"message {id} has the topic_id {_rows.GetInt64(1)}, which is in no row of topics");
        var time = _rows.GetInt64(2);
        using var blob = _rows.GetStream(3);
        if (blob.Length > _maxMessageBytes)
            throw new BagException(_path, $"message {id} has {blob.Length} bytes, the limit is {_maxMessageBytes}");
        var length = (int)blob.Length;
        if (_buffer.Length < length)
            _buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, Math.Min(2 * _buffer.Length, _maxMessageBytes)));
        blob.ReadExactly(_buffer, 0, length);
        message = new BagMessage(topic, 0, (ulong)time, (ulong)time, _buffer.AsMemory(0, length));
        return true;
    }
}
