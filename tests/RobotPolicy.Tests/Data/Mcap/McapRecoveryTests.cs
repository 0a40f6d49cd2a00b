using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapRecoveryTests
{
    [Fact]
    public void WholeFile_LosesNothing()
    {
        var file = McapFiles.Sample();
        var (report, recovered) = Recover(file);

        Assert.True(report.WasComplete);
        Assert.Equal(0, report.LossCount);
        Assert.Equal((40ul, 1, 1), (report.MessageCount, report.AttachmentCount, report.MetadataCount));
        Assert.Equal(Contents(file), Contents(recovered));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CutAnywhere_KeepsEveryMessageThatIsWhole(bool chunks)
    {
        var file = McapFiles.Sample(new McapWriteOptions { ChunkSize = 256, UseChunks = chunks }, messages: 20);
        var all = Contents(file);
        var before = 0;
        for (var length = 8; length < file.Length; length++)
        {
            var (report, recovered) = Recover(file[..length]);
            var kept = Contents(recovered);

            Assert.False(report.WasComplete);
            Assert.True(report.LossCount > 0);
            Assert.Equal(all.Take(kept.Count), kept);
            Assert.True(kept.Count >= before, $"a file cut at {length} keeps fewer messages than a shorter one");
            Assert.DoesNotContain(McapValidator.Check(new MemoryStream(recovered)), problem => problem.IsError);
            before = kept.Count;
        }

        Assert.Equal(20, before);
    }

    [Fact]
    public void DamagedChunk_IsDropped_TheRestIsKept()
    {
        var file = McapFiles.Sample();
        var second = McapFiles.Records(file).Where(record => record.Opcode == McapOpcode.Chunk).Skip(1).First();
        file[second.Offset + second.Length - 1] ^= 1;

        var (report, recovered) = Recover(file);

        Assert.InRange(report.MessageCount, 20ul, 39ul);
        Assert.Contains(report.Losses, loss => loss.Position.Offset == second.Offset && loss.Reason.Contains("uncompressed_crc", StringComparison.Ordinal));
        Assert.Equal(report.MessageCount, (ulong)McapFiles.Streamed(recovered).Count);
    }

    [Fact]
    public void DamagedChunkWithDefinitions_TheSummaryStillKnowsThem()
    {
        var file = McapFiles.Sample();
        var first = McapFiles.Records(file).First(record => record.Opcode == McapOpcode.Chunk);
        file[first.Offset + first.Length - 1] ^= 1;

        var (report, recovered) = Recover(file);

        Assert.InRange(report.MessageCount, 20ul, 39ul);
        using var reader = McapIndexedReader.Open(new MemoryStream(recovered));
        Assert.Equal(["/a", "/b"], reader.Catalog.Channels.Values.Select(channel => channel.Topic).Order());
    }

    [Fact]
    public void LengthThatLies_IsPassedOver()
    {
        var file = McapFiles.Sample();
        var second = McapFiles.Records(file).Where(record => record.Opcode == McapOpcode.Chunk).Skip(1).First();
        file[second.Offset + 6] = 0x7F;

        var (report, _) = Recover(file);

        // Nothing of it is lost: the chunk's records are read as far as they go, and the file goes on behind them.
        Assert.Equal(40ul, report.MessageCount);
        Assert.True(report.LossCount > 0);
    }

    [Fact]
    public void Garbage_GivesAnEmptyFile()
    {
        var garbage = new byte[5000];
        new Random(1).NextBytes(garbage);

        var (report, recovered) = Recover(garbage);

        Assert.Equal(0ul, report.MessageCount);
        Assert.Empty(McapFiles.Streamed(recovered));
    }

    private static (McapRecoveryReport Report, byte[] File) Recover(byte[] damaged)
    {
        var output = new MemoryStream();
        return (McapRecovery.Recover(new MemoryStream(damaged), output), output.ToArray());
    }

    // Without the channel ids, which are the recovered file's own.
    private static List<(uint, ulong, string)> Contents(byte[] file) =>
        [.. McapFiles.Streamed(file).Select(each => (each.Sequence, each.LogTime, Convert.ToHexString(each.Data.Span)))];
}
