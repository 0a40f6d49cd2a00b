using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapDirectTests
{
    private const int Large = 5000;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LargeMessages_AreChunksOfTheirOwn_InAValidFile(bool indexes)
    {
        var file = Mixed(new McapWriteOptions { DirectSize = Large, UseMessageIndex = indexes });

        Assert.DoesNotContain(McapValidator.Check(new MemoryStream(file)), problem => problem.IsError);
        using var reader = McapIndexedReader.Open(new MemoryStream(file));
        Assert.Equal(6, reader.ChunkIndexes.Count);
        Assert.Equal(6UL, reader.Statistics!.ChunkCount);
        Assert.False(reader.WasScanned);
    }

    [Fact]
    public void LargeMessages_ReadByTime_AreWhereTheyBelong()
    {
        var expected = McapFiles.Values(McapFiles.Indexed(Mixed(new McapWriteOptions())));

        Assert.Equal(expected, McapFiles.Values(McapFiles.Indexed(Mixed(new McapWriteOptions { DirectSize = Large }))));
    }

    [Fact]
    public void ChannelThatWaitsInTheChunk_IsDefinedBeforeItsLargeMessageToo()
    {
        var file = McapFiles.Write(
            writer =>
            {
                var schema = writer.AddSchema("a/msg/B", "ros2msg", "uint8[] data"u8);
                var channel = writer.AddChannel(schema, "/a", "cdr");
                writer.WriteMessage(channel, 0, 1, 1, new byte[10]);
                writer.WriteMessage(channel, 1, 2, 2, new byte[Large]);
                writer.WriteMessage(channel, 2, 3, 3, new byte[10]);
            },
            new McapWriteOptions { DirectSize = Large });

        Assert.Equal([2UL, 1UL, 3UL], McapFiles.Streamed(file).Select(message => message.LogTime));
        Assert.Equal([1UL, 2UL, 3UL], McapFiles.Indexed(file).Select(message => message.LogTime));
    }

    [Fact]
    public void DirectSize_OfZero_ChangesNoByte() => Assert.Equal(
        Mixed(new McapWriteOptions()), Mixed(new McapWriteOptions { DirectSize = int.MaxValue }));

    [Theory]
    [InlineData(Large - 1, 1U)]
    [InlineData(Large, 2U)]
    public void DirectSize_IsTheSmallestSuchMessage(int bytes, uint chunks)
    {
        var file = McapFiles.Write(
            writer =>
            {
                var channel = writer.AddChannel(0, "/a", "cdr");
                writer.WriteMessage(channel, 0, 1, 1, new byte[1]);
                writer.WriteMessage(channel, 0, 1, 1, new byte[bytes]);
            },
            new McapWriteOptions { DirectSize = Large });

        using var reader = McapIndexedReader.Open(new MemoryStream(file));
        Assert.Equal(chunks, reader.Statistics!.ChunkCount);
    }

    [Fact]
    public void WithoutChunks_LargeMessages_StandAsOthers() => Assert.Equal(
        Mixed(new McapWriteOptions { UseChunks = false }), Mixed(new McapWriteOptions { UseChunks = false, DirectSize = Large }));

    [Fact]
    public void LargeMessages_AllocateNothing()
    {
        using var writer = new McapWriter(Stream.Null, new McapWriteOptions { DirectSize = 1 << 20, ChunkSize = 64 << 10 });
        var channel = writer.AddChannel(writer.AddSchema("a/msg/B", "ros2msg", "uint8[] data"u8), "/a", "cdr");
        var (large, small) = (new byte[2 << 20], new byte[100]);
        for (var i = 0; i < 150; i++)
            Write(i);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 50; i++)
            Write(i);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(2000UL, writer.MessageCount);

        void Write(int i)
        {
            for (var each = 0; each < 9; each++)
                writer.WriteMessage(channel, 0, (ulong)i, 0, small);
            writer.WriteMessage(channel, 0, (ulong)i, 0, large);
        }
    }

    // Small and large messages of two topics.
    private static byte[] Mixed(McapWriteOptions options) => McapFiles.Write(
        writer =>
        {
            var schema = writer.AddSchema("a/msg/B", "ros2msg", "uint8[] data"u8);
            var a = writer.AddChannel(schema, "/a", "cdr");
            var b = writer.AddChannel(schema, "/b", "cdr", new Dictionary<string, string> { ["k"] = "v" });
            for (var i = 0; i < 25; i++)
                writer.WriteMessage(i % 2 == 0 ? a : b, (uint)i, (ulong)(100 + i), 0, Payload(i, i % 5 == 4 ? Large + i : 20));
        },
        options);

    private static byte[] Payload(int seed, int length) => [.. Enumerable.Range(0, length).Select(at => unchecked((byte)(seed + at)))];
}
