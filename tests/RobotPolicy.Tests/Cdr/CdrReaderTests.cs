using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Tests.Cdr;

public sealed class CdrReaderTests
{
    [Fact]
    public void Read_PrimitivesAfterAnOctet_AreAlignedInBothByteOrders()
    {
        byte[] little =
        [
            0, 1, 0, 0,
            0x01, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, // octet, padding to 4, uint32
            0x02, 0, 0, 0, 0, 0, 0, 0, 0xf0, 0xde, 0xbc, 0x9a, 0x78, 0x56, 0x34, 0x12, // octet, padding to 8, uint64
            0xff, 0, 0, 0, 0, 0, 0xc0, 0x3f, // octet, padding, 1.5f
            0, 0, 0, 0, 0, 0, 0xf8, 0xbf, // −1.5
        ];
        byte[] big =
        [
            0, 0, 0, 0,
            0x01, 0, 0, 0, 0x12, 0x34, 0x56, 0x78,
            0x02, 0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde, 0xf0,
            0xff, 0, 0, 0, 0x3f, 0xc0, 0, 0,
            0xbf, 0xf8, 0, 0, 0, 0, 0, 0,
        ];
        foreach (var cdr in new[] { little, big })
        {
            var reader = new CdrReader(cdr);
            Assert.Equal(cdr == big, reader.IsBigEndian);
            Assert.Equal(1, reader.ReadByte("a"));
            Assert.Equal(0x12345678u, reader.ReadUInt32("b"));
            Assert.Equal(2, reader.ReadByte("c"));
            Assert.Equal(0x123456789abcdef0ul, reader.ReadUInt64("d"));
            Assert.Equal(255, reader.ReadByte("e"));
            Assert.Equal(1.5f, reader.ReadSingle("f"));
            Assert.Equal(-1.5, reader.ReadDouble("g"));
            Assert.True(reader.TryFinish("test", out var error), error.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000100")]
    public void Construct_FewerThanFourBytes_IsAnErrorForEveryRead(string hex)
    {
        var reader = new CdrReader(Convert.FromHexString(hex));
        Assert.True(reader.Failed);
        Assert.Equal(0u, reader.ReadUInt32("a"));
        Assert.True(reader.ReadString("b").IsEmpty);
        Assert.Equal(0, reader.ReadSequence<double>("c").Length);
        Assert.Equal("header: unsupported encapsulation at byte 0: expected 0x0001 (CDR_LE) or 0x0000 (CDR_BE), actual no header", reader.Error.ToString());
    }

    [Fact]
    public void Read_AfterAnError_KeepsTheFirstAndReturnsNothing()
    {
        var reader = new CdrReader([0, 1, 0, 0, 7, 0, 0, 0, 9]);
        Assert.False(reader.ReadBoolean("flag"));
        var first = reader.Error;
        Assert.Equal(new CdrError(CdrStatus.InvalidValue, "flag", 5, 1, 7), first);

        Assert.Equal(0, reader.ReadByte("next"));
        Assert.Equal(0, reader.ReadCount("next", 1));
        Assert.True(reader.ReadByteSequence("next").IsEmpty);
        Assert.Equal(0, reader.ReadStringSequence("next").Count);
        Assert.Equal(first, reader.Error);
        Assert.False(reader.TryFinish("test", out _));
    }

    [Fact]
    public void ReadString_EveryPadding_IsFollowedByAnAlignedValue()
    {
        for (var length = 0; length < 16; length++)
        {
            var text = new string('x', length);
            var cdr = new List<byte> { 0, 1, 0, 0 };
            cdr.AddRange(BitConverter.GetBytes(length + 1));
            cdr.AddRange(Encoding.ASCII.GetBytes(text + '\0'));
            while (cdr.Count % 4 != 0)
                cdr.Add(0xee);
            cdr.AddRange(BitConverter.GetBytes(0xabcd1234));

            var reader = new CdrReader(cdr.ToArray());
            Assert.Equal(text, Encoding.UTF8.GetString(reader.ReadString("s")));
            Assert.Equal(0xabcd1234, reader.ReadUInt32("v"));
            Assert.True(reader.TryFinish("test", out _));
        }
    }

    [Theory]
    [InlineData("00000000", CdrStatus.Ok, 0, 0)] // no NUL at all, as some writers send the empty string
    [InlineData("0100000000", CdrStatus.Ok, 0, 0)]
    [InlineData("0100000041", CdrStatus.InvalidString, 0, 0)] // does not end in NUL
    [InlineData("03000000410000", CdrStatus.InvalidString, 0, 0)] // NUL inside
    [InlineData("0300000041", CdrStatus.Truncated, 3, 1)]
    [InlineData("ffffffff41", CdrStatus.LimitExceeded, int.MaxValue, uint.MaxValue - 1L)]
    [InlineData("0000008041", CdrStatus.Truncated, 0x80000000, 1)]
    [InlineData("030000", CdrStatus.Truncated, 4, 3)]
    public void ReadString_Hostile_SaysWhatIsWrong(string hex, CdrStatus status, long expected, long actual)
    {
        var reader = new CdrReader([0, 1, 0, 0, .. Convert.FromHexString(hex)]);
        Assert.True(reader.ReadString("s").IsEmpty);
        Assert.Equal((status, expected, actual), (reader.Error.Status, reader.Error.Expected, reader.Error.Actual));
    }

    [Fact]
    public void ReadString_OverItsLimit_IsAnError()
    {
        byte[] cdr = [0, 1, 0, 0, 4, 0, 0, 0, 65, 66, 67, 0];
        var reader = new CdrReader(cdr);
        Assert.Equal(3, reader.ReadString("s", maxBytes: 3).Length);
        reader = new CdrReader(cdr);
        Assert.True(reader.ReadString("s", maxBytes: 2).IsEmpty);
        Assert.Equal("s: over the limit at byte 8: expected at most 2, actual 3", reader.Error.ToString());
    }

    [Theory]
    [InlineData(2, CdrStatus.Ok)]
    [InlineData(3, CdrStatus.Truncated)]
    [InlineData(0x10000000, CdrStatus.Truncated)]
    [InlineData(0x20000000, CdrStatus.Truncated)] // times 8 is 2³², which a 32-bit product takes for 0
    [InlineData(0x20000001, CdrStatus.Truncated)]
    [InlineData(0x7fffffff, CdrStatus.Truncated)]
    [InlineData(0x80000000, CdrStatus.LimitExceeded)]
    [InlineData(0xffffffff, CdrStatus.LimitExceeded)]
    public void ReadSequence_CountThatLies_IsAnErrorWithoutAllocation(uint count, CdrStatus expected)
    {
        byte[] cdr = [0, 1, 0, 0, .. BitConverter.GetBytes(count), 0, 0, 0, 0, .. new byte[16]];
        Read(cdr);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var (status, length) = Read(cdr);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        Assert.Equal(expected, status);
        Assert.Equal(expected == CdrStatus.Ok ? 2 : 0, length);

        static (CdrStatus Status, int Length) Read(byte[] cdr)
        {
            var reader = new CdrReader(cdr);
            var length = reader.ReadSequence<double>("data").Length;
            return (reader.Error.Status, length);
        }
    }

    [Fact]
    public void ReadSequence_Empty_TakesNoPadding()
    {
        var reader = new CdrReader([0, 1, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0]);
        Assert.True(reader.ReadSequence<double>("empty").IsEmpty);
        Assert.Equal(5u, reader.ReadUInt32("next"));
        Assert.True(reader.TryFinish("test", out _));
    }

    [Fact]
    public void ReadStringSequence_StringThatLiesInTheMiddle_IsAnError()
    {
        byte[] cdr = [0, 1, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 65, 0, 0, 0, 9, 0, 0, 0, 66, 0];
        var reader = new CdrReader(cdr);
        Assert.Equal(0, reader.ReadStringSequence("name").Count);
        Assert.Equal("name: truncated at byte 20: expected 9 more bytes, actual 2", reader.Error.ToString());
    }

    [Fact]
    public void ReadStringSequence_MixedLengthsInBothByteOrders_Iterates()
    {
        byte[] big = [0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 2, 65, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 66, 67, 68, 0];
        var reader = new CdrReader(big);
        var names = reader.ReadStringSequence("name");
        Assert.True(reader.TryFinish("test", out _));
        Assert.Equal(["A", "", "BCD"], names.ToArray());
        Assert.Equal(2, names.IndexOf("BCD"u8));
        Assert.Equal(-1, names.IndexOf("BC"u8));
    }

    [Fact]
    public void CdrSequence_ShorterDestination_Throws()
    {
        var sequence = new CdrSequence<double>([1, 2, 3]);
        Assert.Equal(3, sequence.Length);
        var threw = false;
        try
        {
            sequence.CopyTo(new double[2]);
        }
        catch (ArgumentException)
        {
            threw = true;
        }

        Assert.True(threw);
    }

    [Fact]
    public void Error_OfEachStatus_IsOneLineWithoutAPlaceholder()
    {
        foreach (var status in Enum.GetValues<CdrStatus>().Where(status => status != CdrStatus.Ok))
        {
            var text = new CdrError(status, "field", 12, 1, 2).ToString();
            Assert.StartsWith("field: ", text);
            Assert.Contains("byte 12", text);
            Assert.Contains("expected", text);
            Assert.DoesNotContain(status.ToString(), text);
        }
    }
}
