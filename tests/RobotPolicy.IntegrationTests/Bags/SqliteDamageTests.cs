using Microsoft.Data.Sqlite;
using RobotPolicy.Data.Bags;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary>Databases that are damaged or hostile: a <see cref="BagException"/> or a reading, nothing else.</summary>
public sealed class SqliteDamageTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"robotpolicy-{Guid.NewGuid():N}.db3");

    private static byte[] Sample { get; } = File.ReadAllBytes(SampleBags.At("rosbag2_tests/resources/sqlite3/cdr_test/cdr_test_0.db3"));

    [Fact]
    public void EveryByteOfTheHeaderAndSchemaFlipped()
    {
        for (var i = 0; i < 600; i++)
        {
            var damaged = (byte[])Sample.Clone();
            damaged[i] ^= (byte)(i % 3 == 0 ? 0x01 : i % 3 == 1 ? 0x80 : 0xFF);
            Try(damaged);
        }
    }

    [Fact]
    public void RandomBytesFlipped_InBoundedMemory()
    {
        var random = new Random(77);
        for (var round = 0; round < 400; round++)
        {
            var damaged = (byte[])Sample.Clone();
            for (var i = random.Next(1, 20); i > 0; i--)
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            Try(damaged);
        }
    }

    [Fact]
    public void Prefixes()
    {
        for (var length = 16; length < Sample.Length; length += length < 300 ? 1 : 509)
            Try(Sample[..length]);
    }

    [Theory]
    [InlineData("CREATE TABLE topics(id INTEGER)", "it has no table 'messages'")]
    [InlineData("CREATE TABLE messages(id INTEGER)", "it has no table 'topics'")]
    [InlineData(
        "CREATE TABLE topics(id INTEGER, name TEXT, type TEXT, serialization_format TEXT);"
        + "CREATE VIEW messages AS WITH RECURSIVE c(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM c) SELECT id, 1 topic_id, id timestamp, x'00' data FROM c",
        "it has no table 'messages'")]
    [InlineData(
        "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT);"
        + "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);"
        + "INSERT INTO messages VALUES(7, 3, 5, x'00')",
        "message 7 has the topic_id 3, which is in no row of topics")]
    [InlineData(
        "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT);"
        + "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);"
        + "INSERT INTO topics VALUES(3, '/a', 'a/msg/A', 'cdr'); INSERT INTO messages VALUES(7, 3, -5, x'00')",
        "messages.timestamp: expected a time that is not negative, found -5")]
    public void DatabaseOfAnotherShape_NamesWhatIsWrong(string sql, string expected)
    {
        Create(sql);

        var error = Assert.Throws<BagException>(() => Read(_path));

        Assert.StartsWith(_path, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OldestShape_IsRead_AndLargeMessagesTakeNoMemoryEach()
    {
        Create("CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT, type TEXT, serialization_format TEXT);"
            + "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER, timestamp INTEGER, data BLOB);"
            + "INSERT INTO topics VALUES(3, '/a', 'a/msg/A', 'cdr');"
            + "WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 50) INSERT INTO messages SELECT i, 3, 100 - i, randomblob(1000000) FROM c");
        using var bag = BagReader.Open(_path);
        var messages = bag.ReadMessages();
        Assert.True(messages.Read(out var first));
        Assert.Equal((50UL, 1_000_000), (first.LogTime, first.Data.Length));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 1;
        while (messages.Read(out _))
            count++;

        Assert.Equal(50, count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Empty(bag.Topics[0].OfferedQos);
    }

    public void Dispose() => File.Delete(_path);

    private static void Read(string path)
    {
        using var bag = BagReader.Open(path);
        var messages = bag.ReadMessages();
        while (messages.Read(out _))
        {
        }
    }

    private void Try(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            Read(_path);
        }
        catch (BagException exception)
        {
            Assert.StartsWith(_path, exception.File, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    private void Create(string sql)
    {
        using var database = new SqliteConnection($"Data Source={_path};Pooling=False");
        database.Open();
        using var command = database.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
