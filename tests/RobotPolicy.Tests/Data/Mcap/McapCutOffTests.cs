using RobotPolicy.Data.Mcap;
using RobotPolicy.Data.Mcap.Records;

namespace RobotPolicy.Tests.Data.Mcap;

/// <summary>Files that a crash left without their end, read in place.</summary>
public sealed class McapCutOffTests
{
    private static readonly McapReadOptions CutOff = new() { AcceptCutOff = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryPrefix_GivesTheMessagesThatAreWholeInIt(bool chunks)
    {
        var file = McapFiles.Sample(new McapWriteOptions { ChunkSize = 400, UseChunks = chunks }, messages: 25);
        var all = McapFiles.Values(McapFiles.Streamed(file)).ToList();
        var last = 0;
        for (var length = 0; length < file.Length; length++)
        {
            var found = Read(file[..length], out var loss);
            Assert.InRange(found.Count, last, all.Count);
            last = found.Count;
            if (found.Count > 0)
                Assert.NotNull(loss);
            Assert.Equal(all.Take(found.Count).Order(), McapFiles.Values(found).Order());
        }

        Assert.Equal(all.Count, last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EveryPrefix_ThatGrows_IsFollowedToTheSameMessagesAsIfItWereOpenedAnew(bool chunks)
    {
        var file = McapFiles.Sample(new McapWriteOptions { ChunkSize = 400, UseChunks = chunks }, messages: 25);
        var random = new Random(5);
        for (var length = 60; length < file.Length - 20; length += 7)
        {
            using var stream = new MemoryStream();
            stream.Write(file.AsSpan(0, length));
            McapIndexedReader reader;
            try
            {
                reader = McapIndexedReader.Open(stream, CutOff, leaveOpen: true);
            }
            catch (McapException)
            {
                continue; // its header is not whole yet
            }

            using (reader)
            {
                Assert.False(reader.Follow());
                _ = All(reader);
                while (stream.Length < file.Length - 20)
                {
                    stream.Position = stream.Length;
                    stream.Write(file.AsSpan((int)stream.Length, (int)Math.Min(random.Next(1, 300), file.Length - 20 - stream.Length)));
                    Assert.True(reader.Follow());
                    using var anew = McapIndexedReader.Open(stream, CutOff, leaveOpen: true);
                    Assert.Equal(McapFiles.Values(All(anew)), McapFiles.Values(All(reader)));
                    Assert.Equal(anew.ScannedCounts, reader.ScannedCounts);
                }
            }
        }
    }

    [Fact]
    public void WholeFile_HasNoLoss()
    {
        var file = McapFiles.Sample();

        Assert.Equal(40, Read(file, out var loss).Count);
        Assert.Null(loss);
    }

    [Fact]
    public void MessagesOfAHalfChunk_AreRead_ByTime()
    {
        var file = McapFiles.Sample(new McapWriteOptions { ChunkSize = 1 << 20 });
        var chunk = McapFiles.Offset(file, McapOpcode.Chunk);
        var half = (chunk + McapFiles.Offset(file, McapOpcode.MessageIndex)) / 2;

        var found = Read(file[..half], out var loss);

        Assert.InRange(found.Count, 10, 30);
        Assert.Equal(found.Select(each => each.LogTime).Order(), found.Select(each => each.LogTime));
        Assert.InRange(loss!.Value.Position.Offset, chunk, half);
        Assert.Equal(half - loss.Value.Position.Offset, loss.Value.Length);
    }

    [Fact]
    public void ZerosBehindTheLastRecord_AsSomeFileSystemsLeaveThem_ArePassedOver()
    {
        var file = McapFiles.Sample();
        var end = McapFiles.Offset(file, McapOpcode.DataEnd);

        var found = Read([.. file[..end], .. new byte[100_000]], out var loss);

        Assert.Equal(40, found.Count);
        Assert.Equal((end, 100_000), (loss!.Value.Position.Offset, loss.Value.Length));
        Assert.Contains("0 is not a valid opcode", loss.Value.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void FlippedBytesInACutOffFile_AreAnErrorOrRead_InBoundedMemory()
    {
        var file = McapFiles.Sample(messages: 12);
        var end = McapFiles.Offset(file, McapOpcode.DataEnd) - 5;
        for (var i = 0; i < end; i++)
        {
            var damaged = file[..end];
            damaged[i] ^= (byte)(i % 2 == 0 ? 0x80 : 0xFF);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Read(damaged, out _);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
    }

    private static List<McapMessage> All(McapIndexedReader reader)
    {
        var messages = new List<McapMessage>();
        var source = reader.ReadMessages();
        while (source.Read(out var message))
            messages.Add(message with { Data = message.Data.ToArray() });
        return messages;
    }

    private static List<McapMessage> Read(byte[] file, out McapLoss? loss)
    {
        var messages = new List<McapMessage>();
        loss = null;
        try
        {
            using var reader = McapIndexedReader.Open(new MemoryStream(file), CutOff);
            loss = reader.CutOff;
            messages.AddRange(All(reader));
        }
        catch (McapException)
        {
            // Not even a header, or damage inside.
        }

        return messages;
    }
}
