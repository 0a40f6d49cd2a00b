using System.Buffers.Binary;
using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapDamageTests
{
    [Fact]
    public void OpeningMagic_Wrong_IsNamed() => Expect("Magic at byte 0: expected the opening magic", file => file[3] = 0);

    [Fact]
    public void ClosingMagic_Wrong_IsNamed() => Expect("expected the closing magic", file => file[^1] = 0);

    [Fact]
    public void FirstRecord_NotHeader_IsNamed() => Expect("expected a Header as the first record", file => file[8] = 0x03);

    [Fact]
    public void OpcodeZero_IsNamed() => Expect("0 is not a valid opcode", file => file[McapFiles.Offset(file, McapOpcode.Chunk)] = 0);

    [Fact]
    public void LengthBeyondTheFile_IsNamed() => Expect(
        "but the file ends after", file => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(McapFiles.Offset(file, McapOpcode.Chunk) + 1), ulong.MaxValue));

    [Fact]
    public void ChunkContent_Flipped_FailsItsCrc() => Expect(
        "uncompressed_crc says", file => file[McapFiles.Offset(file, McapOpcode.Chunk) + 120] ^= 1);

    [Fact]
    public void ChunkCompression_Unknown_IsNamed()
    {
        var file = McapFiles.Sample();
        byte[] chunk = [(byte)McapOpcode.Chunk, 43, 0, 0, 0, 0, 0, 0, 0, .. new byte[28], 3, 0, 0, 0, .. "bz2"u8, .. new byte[8]];

        var error = Assert.Throws<McapException>(() => McapFiles.Streamed([.. file[..McapFiles.Offset(file, McapOpcode.Chunk)], .. chunk]));

        Assert.Contains("compression is 'bz2', expected '', 'lz4' or 'zstd'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ChunkSize_Lies_IsNamed() => Expect("uncompressed_size says", file => file[McapFiles.Offset(file, McapOpcode.Chunk) + 25] ^= 1);

    [Fact]
    public void ChunkSize_BeyondTheLimit_IsRefusedBeforeMemoryIsTaken() => Expect(
        "the limit is", file => BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(McapFiles.Offset(file, McapOpcode.Chunk) + 25), 1UL << 40));

    [Fact]
    public void Attachment_Flipped_FailsItsCrc() => Expect("Attachment at byte", file => file[McapFiles.Offset(file, McapOpcode.Attachment) + 50] ^= 1);

    [Fact]
    public void DataSection_Flipped_FailsItsCrc() => Expect("data_section_crc says", file => file[McapFiles.Offset(file, McapOpcode.MessageIndex) + 20] ^= 1);

    [Fact]
    public void Summary_Flipped_FailsItsCrc() => Expect("summary_crc says", file => file[McapFiles.Offset(file, McapOpcode.Statistics) + 9] ^= 1);

    [Fact]
    public void SummaryRecord_BeforeDataEnd_IsNamed() =>
        Expect("it belongs behind DataEnd", file => file[McapFiles.Offset(file, McapOpcode.MessageIndex)] = (byte)McapOpcode.SummaryOffset);

    [Fact]
    public void Footer_OfAnotherLength_IsNamed() =>
        Expect("its length is 21 bytes, expected 20", file => file[McapFiles.Offset(file, McapOpcode.Footer) + 1] = 21);

    [Fact]
    public void Message_OfNoChannel_IsNamed() => Unchunked("no channel with that id came before it", (file, at) => file[at + 9] = 99);

    [Fact]
    public void Message_ShorterThanItsFields_IsNamed() => Unchunked(
        "needs", (file, at) => { file[at + 1] = 3; });

    [Fact]
    public void ChunkInAChunk_IsRefused()
    {
        var inner = McapFiles.Sample();
        var at = McapFiles.Offset(inner, McapOpcode.Chunk);
        var firstRecord = at + 49;
        inner[firstRecord] = (byte)McapOpcode.Chunk;

        var error = Assert.Throws<McapException>(() => McapFiles.Streamed(inner, new McapReadOptions { ValidateCrcs = false }));

        Assert.Equal(new RecordPosition(at, 0), error.Position);
        Assert.Contains("expected a schema, channel or message in a chunk", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextThatIsNotUtf8_IsNamed() => Expect("is not UTF-8", file => file[21] = 0xFF, validate: false);

    [Fact]
    public void RecordBeyondTheLimit_IsRefused()
    {
        var file = McapFiles.Write(writer => writer.WriteAttachment(0, 0, "n", "m", new byte[5000]));

        var error = Assert.Throws<McapException>(() => McapFiles.Streamed(file, new McapReadOptions { Limits = new McapLimits { MaxRecordBytes = 4096 } }));

        Assert.Contains("the limit is 4096", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LengthThatLies_OnAPipe_TakesNoMemory()
    {
        var file = McapFiles.Sample();
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(McapFiles.Offset(file, McapOpcode.Chunk) + 1), 900_000_000);
        using var reader = new McapStreamReader(new SlowPipe(file));

        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<McapException>(() => { while (reader.Read(out _)) { } });

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void UnknownRecordsAndPadding_ArePassedOver()
    {
        var file = McapFiles.Sample(new McapWriteOptions { UseChunks = false, DataSectionCrc = false });
        var padded = new List<byte>(file[..8]);
        foreach (var (opcode, offset, length) in McapFiles.Records(file).TakeWhile(record => record.Opcode != McapOpcode.DataEnd))
        {
            var extra = opcode == McapOpcode.Message ? 0 : 3;
            padded.Add((byte)opcode);
            padded.AddRange(BitConverter.GetBytes((ulong)(length - 9 + extra)));
            padded.AddRange(file[(offset + 9)..(offset + length)]);
            padded.AddRange(Enumerable.Repeat((byte)0xEE, extra));
            padded.AddRange([0x80, 2, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
        }

        padded.AddRange([(byte)McapOpcode.DataEnd, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        padded.AddRange([(byte)McapOpcode.Footer, 20, 0, 0, 0, 0, 0, 0, 0, .. new byte[20]]);
        padded.AddRange(file[..8]);

        Assert.Equal(McapFiles.Values(McapFiles.Streamed(file)), McapFiles.Values(McapFiles.Streamed([.. padded])));
        Assert.Equal(McapFiles.Values(McapFiles.Indexed(file)), McapFiles.Values(McapFiles.Indexed([.. padded])));
    }

    [Fact]
    public void OneByteAtATime_ReadsTheSame()
    {
        var file = McapFiles.Sample();
        using var reader = new McapStreamReader(new SlowPipe(file));
        var count = 0;
        while (reader.ReadMessage(out _))
            count++;

        Assert.Equal(40, count);
        Assert.True(reader.Finished);
    }

    [Fact]
    public void EveryByteFlipped_IsAnErrorOrRead_AndNothingElse()
    {
        var file = McapFiles.Sample(messages: 12);
        for (var i = 0; i < file.Length; i++)
        {
            var damaged = (byte[])file.Clone();
            damaged[i] ^= (byte)(i % 3 == 0 ? 0x01 : i % 3 == 1 ? 0x80 : 0xFF);
            ReadAll(damaged, validate: (i & 1) == 0);
        }
    }

    [Fact]
    public void EveryByteFlipped_WithChecksums_IsFound()
    {
        // Checksums cover everything but the summary CRC field's own bytes, the data CRC field and the magic, which are compared.
        var file = McapFiles.Sample(messages: 12);
        for (var i = 0; i < file.Length; i++)
        {
            var damaged = (byte[])file.Clone();
            damaged[i] ^= 0x10;
            Assert.Throws<McapException>(() => McapFiles.Streamed(damaged));
        }
    }

    [Fact]
    public void EveryPrefix_IsAnError()
    {
        var file = McapFiles.Sample(messages: 12);
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<McapException>(() => McapFiles.Streamed(file[..length]));
            Assert.Throws<McapException>(() => McapFiles.Indexed(file[..length]));
        }
    }

    [Fact]
    public void RandomDamage_TakesBoundedMemory()
    {
        var random = new Random(20);
        var file = McapFiles.Sample(messages: 40);
        for (var round = 0; round < 400; round++)
        {
            var damaged = (byte[])file.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
                BinaryPrimitives.WriteUInt32LittleEndian(damaged.AsSpan(random.Next(damaged.Length - 4)), (uint)random.NextInt64(uint.MaxValue));
            var before = GC.GetAllocatedBytesForCurrentThread();
            ReadAll(damaged, validate: false);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20 << 20);
        }
    }

    private static void ReadAll(byte[] file, bool validate)
    {
        var options = new McapReadOptions { ValidateCrcs = validate };
        try
        {
            McapFiles.Streamed(file, options);
        }
        catch (McapException)
        {
        }

        try
        {
            McapFiles.Indexed(file, options: options);
        }
        catch (McapException)
        {
        }

        McapValidator.Check(new MemoryStream(file), options);
        McapRecovery.Recover(new MemoryStream(file), Stream.Null, new McapRecoveryOptions { KeepDamagedChunks = !validate });
    }

    private static void Expect(string message, Action<byte[]> damage, bool validate = true)
    {
        var file = McapFiles.Sample(new McapWriteOptions { Profile = "ros2", ChunkSize = 256 });
        damage(file);
        var error = Assert.Throws<McapException>(() => McapFiles.Streamed(file, new McapReadOptions { ValidateCrcs = validate }));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static void Unchunked(string message, Action<byte[], int> damage)
    {
        var file = McapFiles.Sample(new McapWriteOptions { UseChunks = false });
        damage(file, McapFiles.Offset(file, McapOpcode.Message));
        var error = Assert.Throws<McapException>(() => McapFiles.Streamed(file));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Not seekable, one byte per read.</summary>
    private sealed class SlowPipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, 1));
    }
}
