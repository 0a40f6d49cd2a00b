using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Tests.Cdr;

public sealed class CdrWriterTests
{
    [Fact]
    public void Write_MixedFields_GivesTheseBytesAndClearsPadding()
    {
        var buffer = new byte[100];
        Array.Fill(buffer, (byte)0xee);
        var writer = new CdrWriter(buffer);
        Write(ref writer);

        Assert.False(writer.Failed);
        Assert.Equal(
            "00010000" // CDR_LE
            + "07" + "000000" + "78563412" // octet, padding, uint32
            + "01" + "00000000000000" + "feffffffffffffff" // boolean, padding, int64
            + "04000000" + "61c3a900" // "aé"
            + "02000000" + "00000000" + "000000000000f03f" + "00000000000000c0" // two doubles
            + "00000000" // no doubles, no padding
            + "03000000" + "010203" + "00" // three octets, padding
            + "0000c03f", // 1.5f
            Convert.ToHexStringLower(buffer.AsSpan(0, writer.Length)));
        Assert.Equal(0xee, buffer[writer.Length]);
    }

    [Fact]
    public void Measure_MixedFields_GivesTheLengthThatIsWritten()
    {
        var buffer = new byte[100];
        var writer = new CdrWriter(buffer);
        Write(ref writer);
        var measure = CdrWriter.Measure();
        Write(ref measure);

        Assert.Equal(writer.Length, measure.Length);
        Assert.False(measure.Failed);
    }

    [Fact]
    public void Write_BufferOneByteShort_StopsAndSaysWhere()
    {
        var buffer = new byte[11];
        Array.Fill(buffer, (byte)0xee);
        var writer = new CdrWriter(buffer.AsSpan(0, 10));
        writer.WriteByte(1, "a");
        writer.WriteUInt32(2, "b");
        writer.WriteByte(3, "c");

        Assert.Equal("b: buffer too small at byte 5: expected 7 more bytes, actual 5", writer.Error.ToString());
        Assert.Equal("00010000" + "01" + "eeeeeeeeeeee", Convert.ToHexStringLower(buffer));
    }

    [Fact]
    public void WriteString_NulInside_IsRefused()
    {
        foreach (var asText in new[] { false, true })
        {
            var writer = new CdrWriter(new byte[100]);
            if (asText)
                writer.WriteString("a\0b", "s");
            else
                writer.WriteString("a\0b"u8, "s");
            Assert.Equal(CdrStatus.InvalidString, writer.Error.Status);
        }
    }

    [Fact]
    public void WriteString_LoneSurrogate_BecomesTheReplacementCharacter()
    {
        var buffer = new byte[100];
        var writer = new CdrWriter(buffer);
        writer.WriteString("\ud800", "s");
        Assert.False(writer.Failed);
        Assert.Equal("0001000004000000efbfbd00", Convert.ToHexStringLower(buffer.AsSpan(0, writer.Length)));
    }

    [Fact]
    public void WriteArray_WrongCount_IsRefused()
    {
        var writer = CdrWriter.Measure();
        writer.WriteArray<double>(new double[8], 9, "k");
        Assert.Equal(new CdrError(CdrStatus.InconsistentLengths, "k", 4, 9, 8), writer.Error);
    }

    [Fact]
    public void CdrBuffer_GrowsAndThenAllocatesNothing()
    {
        var buffer = new CdrBuffer(capacity: 4);
        var text = new byte[1000];
        text.AsSpan().Fill((byte)'x');
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4 + 4 + 1001, buffer.Cdr.Length);

        void Run() => buffer.TryEncode(new Ros.Messages.StringMessage { Data = text }, out _);
    }

    [Fact]
    public void CdrBuffer_MessageThatCannotBeEncoded_LeavesNothingToPublish()
    {
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(new Ros.Messages.StringMessage { Data = "fine"u8 }, out _));
        Assert.False(buffer.TryEncode(new Ros.Messages.StringMessage { Data = "\0"u8 }, out var error));
        Assert.Equal(CdrStatus.InvalidString, error.Status);
        Assert.True(buffer.Cdr.IsEmpty);
    }

    private static void Write(ref CdrWriter writer)
    {
        writer.WriteByte(7, "a");
        writer.WriteUInt32(0x12345678, "b");
        writer.WriteBoolean(true, "c");
        writer.WriteInt64(-2, "d");
        writer.WriteString("aé", "e");
        writer.WriteSequence<double>(new[] { 1.0, -2.0 }, "f");
        writer.WriteSequence<double>(default, "g");
        writer.WriteByteSequence([1, 2, 3], "h");
        writer.WriteSingle(1.5f, "i");
    }
}
