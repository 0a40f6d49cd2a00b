using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapWriterTests
{
    // Put together by hand from the specification's tables, field by field.
    private const string Golden =
        "894d434150300d0a" // magic
        + "01" + "0b00000000000000" + "01000000" + "70" + "02000000" + "6c62" // Header: profile p, library lb
        + "03" + "1100000000000000" + "0100" + "01000000" + "53" + "01000000" + "65" + "01000000" + "07" // Schema 1 S, e
        + "04" + "1c00000000000000" + "0100" + "0100" + "02000000" + "2f74" + "00000000" + "0a000000" + "01000000" + "6b" + "01000000" + "76" // Channel 1 /t
        + "05" + "1800000000000000" + "0100" + "03000000" + "0200000000000000" + "0100000000000000" + "aabb"; // Message

    [Fact]
    public void Unchunked_IsTheSpecificationsBytes()
    {
        var file = McapFiles.Write(
            writer =>
            {
                var channel = writer.AddChannel(writer.AddSchema("S", "e", [7]), "/t", "", new Dictionary<string, string> { ["k"] = "v" });
                writer.WriteMessage(channel, 3, 2, 1, [0xAA, 0xBB]);
            },
            new McapWriteOptions { Profile = "p", Library = "lb", UseChunks = false });

        Assert.Equal(Golden, Convert.ToHexStringLower(file.AsSpan(0, Golden.Length / 2)));
        Assert.Equal(McapOpcode.DataEnd, (McapOpcode)file[Golden.Length / 2]);
    }

    [Fact]
    public void EmptyFile_HasNoSummaryButACrc()
    {
        var file = McapFiles.Write(_ => { }, new McapWriteOptions { Library = "", UseStatistics = false });

        using var reader = McapIndexedReader.Open(new MemoryStream(file));
        Assert.Equal(0ul, reader.Footer.SummaryStart);
        Assert.NotEqual(0u, reader.Footer.SummaryCrc);
        Assert.Empty(McapFiles.Streamed(file));
    }

    [Fact]
    public void Messages_InSteadyState_AllocateNothing()
    {
        using var writer = new McapWriter(Stream.Null, new McapWriteOptions { ChunkSize = 64 << 10 });
        var channel = writer.AddChannel(writer.AddSchema("S", "ros2msg", []), "/t", "cdr");
        var data = new byte[1000];
        void Burst()
        {
            for (var i = 0; i < 1000; i++)
                writer.WriteMessage(channel, 0, (ulong)i, (ulong)i, data);
        }

        Burst();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Burst();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(writer.Position > 1_500_000, "chunks were written meanwhile");
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Streamed_ReadingInSteadyState_AllocatesNothing()
    {
        var file = McapFiles.Sample(messages: 4000);
        using var reader = new McapStreamReader(new MemoryStream(file));
        for (var i = 0; i < 100; i++)
            Assert.True(reader.ReadMessage(out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1500; i++)
            reader.ReadMessage(out _);

        // A chunk's compression name and record are parsed anew, and are small beside its messages.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 0);
    }

    [Fact]
    public void StreamThatFails_EndsTheWriter()
    {
        var writer = new McapWriter(new FailingStream(2000), new McapWriteOptions { UseChunks = false });
        var channel = writer.AddChannel(0, "/t", "cdr");

        Assert.Throws<IOException>(() =>
        {
            for (var i = 0; i < 100; i++)
                writer.WriteMessage(channel, 0, 0, 0, new byte[100]);
        });

        Assert.Throws<InvalidOperationException>(() => writer.WriteMessage(channel, 0, 0, 0, []));
        writer.Dispose();
    }

    [Fact]
    public void UnknownIds_AreRefused()
    {
        using var writer = new McapWriter(new MemoryStream());

        Assert.Throws<ArgumentException>(() => writer.AddChannel(1, "/t", "cdr"));
        Assert.Throws<ArgumentException>(() => writer.WriteMessage(1, 0, 0, 0, []));
        Assert.Throws<ArgumentException>(() => writer.WriteMessage(0, 0, 0, 0, []));
    }

    [Fact]
    public void AttachmentFromAStream_IsTheSameAsFromMemory()
    {
        var data = new byte[700_001];
        new Random(3).NextBytes(data);

        var fromMemory = McapFiles.Write(writer => writer.WriteAttachment(2, 1, "n", "m", data));
        var fromStream = McapFiles.Write(writer => writer.WriteAttachment(2, 1, "n", "m", new MemoryStream(data), data.Length));

        Assert.True(fromMemory.AsSpan().SequenceEqual(fromStream));
        using var reader = McapIndexedReader.Open(new MemoryStream(fromStream));
        Assert.True(reader.ReadAttachment(reader.AttachmentIndexes[0]).Data.Span.SequenceEqual(data));
    }

    private sealed class FailingStream(int room) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Length + buffer.Length > room)
                throw new IOException("No space left on device");
            base.Write(buffer);
        }
    }
}
