using RobotPolicy.Data.Mcap;

namespace RobotPolicy.IntegrationTests.Mcap;

public sealed class CompressionTests
{
    [Theory]
    [InlineData(McapCompression.Lz4)]
    [InlineData(McapCompression.Zstd)]
    public void Compressed_ComesBack(McapCompression compression)
    {
        var file = CompressedFiles.Sample(compression);

        Assert.Empty(McapValidator.Check(new MemoryStream(file)));
        Assert.Equal(Read(CompressedFiles.Sample(McapCompression.None)), Read(file));
    }

    [Theory]
    [InlineData(McapCompression.Lz4)]
    [InlineData(McapCompression.Zstd)]
    public void ChunkThatHoldsMoreThanItSays_IsRefused_InBoundedMemory(McapCompression compression)
    {
        var file = CompressedFiles.Claiming(compression, 50_000_000, 1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<McapException>(() => Read(file));

        Assert.Equal("Chunk", error.Record);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData(McapCompression.Lz4, 3UL << 30, "the limit is")]
    [InlineData(McapCompression.Zstd, 3UL << 30, "the limit is")]
    [InlineData(McapCompression.Lz4, 200UL << 20, "cannot hold")]
    public void ChunkThatSaysTooMuch_IsRefused_BeforeMemoryIsTaken(McapCompression compression, ulong claimed, string reason)
    {
        var file = CompressedFiles.Claiming(compression, 100, claimed);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<McapException>(() => Read(file));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData(McapCompression.Lz4)]
    [InlineData(McapCompression.Zstd)]
    public void RandomDamage_IsAnErrorOrRead_AndRecoveryNeverFails(McapCompression compression)
    {
        var random = new Random(31);
        var file = CompressedFiles.Sample(compression);
        for (var round = 0; round < 300; round++)
        {
            var damaged = file[..(round % 3 == 0 ? random.Next(8, file.Length) : file.Length)];
            for (var i = random.Next(4); i > 0; i--)
                damaged[random.Next(damaged.Length)] ^= (byte)random.Next(1, 256);
            try
            {
                Read(damaged);
            }
            catch (McapException)
            {
            }

            var report = McapRecovery.Recover(new MemoryStream(damaged), Stream.Null, new McapRecoveryOptions { KeepDamagedChunks = round % 2 == 0 });
            Assert.InRange(report.MessageCount, 0ul, 500ul);
        }
    }

    private static List<string> Read(byte[] file)
    {
        using var reader = new McapStreamReader(new MemoryStream(file));
        var messages = new List<string>();
        while (reader.ReadMessage(out var each))
            messages.Add($"{each.Sequence} {each.LogTime} {Convert.ToHexString(each.Data.Span)}");
        return messages;
    }
}
