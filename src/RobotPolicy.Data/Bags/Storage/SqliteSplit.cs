using Microsoft.Data.Sqlite;
using RobotPolicy.Data.Bags.Qos;

namespace RobotPolicy.Data.Bags.Storage;

/// <summary>
/// A <c>.db3</c> file of a bag (<c>rosbag2_storage_sqlite3</c>): the tables <c>topics</c> and <c>messages</c>; newer ones have definitions,
/// QoS, type hashes and a copy of the metadata, oldest ones none of them. Opened for reading only.
/// </summary>
internal sealed class SqliteSplit : IBagSplit
{
    private readonly string _path;
    private readonly int _maxMessageBytes;
    private readonly SqliteConnection _database;
    private readonly Dictionary<long, int> _topics = [];
    private readonly Dictionary<string, HashSet<string>> _columns = [];

    private SqliteSplit(string path, BagReadOptions options, bool count)
    {
        _path = path;
        _maxMessageBytes = options.Limits.MaxRecordBytes;
        _database = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.GetFullPath(path),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        try
        {
            _database.Open();
            Info = Describe(count);
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    public SplitInfo Info { get; }

    public static SqliteSplit Open(string path, BagReadOptions options, bool count) => Guard(path, () => new SqliteSplit(path, options, count));

    public IBagCursor Read(BagQuery query)
    {
        var names = query.Topics?.ToHashSet(StringComparer.Ordinal);
        var wanted = _topics.Where(topic => names?.Contains(Info.Topics[topic.Value].Name) != false).Select(topic => topic.Key).ToList();
        return Guard(_path, () => new SqliteCursor(_path, _database, query, names is null ? null : wanted, _topics, _maxMessageBytes));
    }

    public void Dispose() => _database.Dispose();

    /// <summary>What SQLite says of a damaged file, as an error about this file.</summary>
    public static T Guard<T>(string path, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (Exception exception) when (IsContent(exception))
        {
            throw Unreadable(path, exception);
        }
    }

    /// <summary>Whether the content of a file can be why: SQLite's own complaints, and values of another kind than the column's.</summary>
    public static bool IsContent(Exception exception) =>
        exception is SqliteException or InvalidCastException or InvalidOperationException or FormatException or OverflowException or EndOfStreamException;

    public static BagException Unreadable(string path, Exception exception) =>
        new(path, $"it cannot be read as a rosbag2 database: {exception.Message}", exception);

    private SplitInfo Describe(bool count)
    {
        // Names in a hostile file's schema must not run code.
        using (var command = _database.CreateCommand())
        {
            command.CommandText = "PRAGMA trusted_schema = OFF";
            command.ExecuteNonQuery();
        }

        foreach (var table in (string[])["topics", "messages"])
        {
            if (Columns(table).Count == 0)
                throw new BagException(_path, $"it has no table '{table}'");
        }

        var counts = count ? Counts() : [];
        var topics = Topics(counts);
        var (start, end) = Times();
        return new SplitInfo
        {
            Storage = "sqlite3",
            Topics = topics,
            IsCounted = count,
            HasMessages = start is not null,
            StartTime = Time(start ?? 0),
            EndTime = Time(end ?? 0),
            Metadata = Metadata(),
        };
    }

    private IReadOnlyList<BagTopic> Topics(Dictionary<long, ulong> counts)
    {
        var definitions = Definitions();
        var columns = Columns("topics");
        var qos = columns.Contains("offered_qos_profiles") ? "offered_qos_profiles" : "''";
        var hash = columns.Contains("type_description_hash") ? "type_description_hash" : "''";
        var topics = new TopicList();
        using var rows = Query($"SELECT id, name, type, serialization_format, {qos}, {hash} FROM topics ORDER BY id");
        while (rows.Read())
        {
            var (name, type) = (rows.GetString(1), rows.GetString(2));
            var (encoding, text) = definitions.GetValueOrDefault(type);
            _topics[rows.GetInt64(0)] = topics.Merge(new BagTopic(name, type)
            {
                SerializationFormat = rows.GetString(3),
                OfferedQos = QosYaml.Parse(rows.GetString(4), $"{_path}: offered_qos_profiles of {name}"),
                TypeHash = rows.GetString(5),
                MessageCount = counts.GetValueOrDefault(rows.GetInt64(0)),
                DefinitionEncoding = encoding ?? "",
                Definition = text ?? "",
            });
        }

        return topics.Topics;
    }

    private Dictionary<string, (string? Encoding, string? Text)> Definitions()
    {
        var definitions = new Dictionary<string, (string?, string?)>();
        if (Columns("message_definitions").Count == 0)
            return definitions;
        using var rows = Query("SELECT topic_type, encoding, encoded_message_definition FROM message_definitions");
        while (rows.Read())
            definitions[rows.GetString(0)] = (rows.GetString(1), rows.GetString(2));
        return definitions;
    }

    private Dictionary<long, ulong> Counts()
    {
        var counts = new Dictionary<long, ulong>();
        using var rows = Query("SELECT topic_id, count(*) FROM messages GROUP BY topic_id");
        while (rows.Read())
            counts[rows.GetInt64(0)] = (ulong)rows.GetInt64(1);
        return counts;
    }

    // Two questions: only a single minimum or maximum is answered from the index.
    private (long? Start, long? End) Times()
    {
        using var rows = Query("SELECT (SELECT min(timestamp) FROM messages), (SELECT max(timestamp) FROM messages)");
        return rows.Read() && !rows.IsDBNull(0) ? (rows.GetInt64(0), rows.GetInt64(1)) : (null, null);
    }

    private ulong Time(long nanoseconds) => nanoseconds >= 0
        ? (ulong)nanoseconds
        : throw new BagException(_path, $"messages.timestamp: expected a time that is not negative, found {nanoseconds}");

    private BagMetadata? Metadata()
    {
        if (!Columns("metadata").Contains("metadata"))
            return null;
        using var rows = Query("SELECT metadata FROM metadata ORDER BY id DESC LIMIT 1");
        return rows.Read() && rows.GetString(0) is { Length: > 0 } yaml ? BagMetadata.Parse(yaml, $"{_path}: table 'metadata'") : null;
    }

    // Empty for what is not an ordinary table: a view could compute for ever.
    private HashSet<string> Columns(string table)
    {
        if (_columns.TryGetValue(table, out var known))
            return known;
        var columns = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        using (var tables = Query($"SELECT sql FROM sqlite_master WHERE type = 'table' AND name = '{table}'"))
        {
            if (!tables.Read() || !tables.GetString(0).StartsWith("CREATE TABLE", StringComparison.OrdinalIgnoreCase))
                return _columns[table] = columns;
        }

        using var rows = Query($"PRAGMA table_info({table})");
        while (rows.Read())
            columns.Add(rows.GetString(1));
        return _columns[table] = columns;
    }

    // The connection disposes of its commands; disposing of one here would close its rows.
    private SqliteDataReader Query(string sql)
    {
        var command = _database.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteReader();
    }
}
