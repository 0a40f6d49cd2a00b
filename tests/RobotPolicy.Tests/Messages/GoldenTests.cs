using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Tests.Messages;

/// <summary>What every message keeps, against bytes that another implementation wrote.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => MessageCodec.Names;

    /// <summary>Humble's gids are found by trying, so that a broken message may be told of in the other size.</summary>
    public static TheoryData<string> NamesOfOneReading => new(MessageCodec.All.Select(codec => codec.Golden).Where(name => !name.EndsWith("_humble")));

    public static TheoryData<string> NamesWithoutAllocation => MessageCodec.NamesWithoutAllocation;

    [Fact]
    public void Folder_HoldsAVectorForEachCodec() =>
        Assert.Equal(MessageCodec.All.Select(codec => codec.Golden).Order(), GoldenCdr.Names());

    [Theory]
    [MemberData(nameof(Names))]
    public void Reencode_LittleEndianVector_GivesItsBytes(string name)
    {
        var golden = GoldenCdr.Read(name, isBigEndian: false);

        Assert.Equal(Convert.ToHexString(golden), Reencode(name, golden));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Reencode_BigEndianVector_GivesTheLittleEndianBytes(string name) => Assert.Equal(
        Convert.ToHexString(GoldenCdr.Read(name, isBigEndian: false)),
        Reencode(name, GoldenCdr.Read(name, isBigEndian: true)));

    [Theory]
    [MemberData(nameof(NamesOfOneReading))]
    public void Decode_TruncatedAnywhere_IsAnError(string name)
    {
        var codec = MessageCodec.Find(name);
        foreach (var isBigEndian in new[] { false, true })
        {
            var golden = GoldenCdr.Read(name, isBigEndian);
            for (var length = 0; length < golden.Length; length++)
            {
                // A copy of its own, so that nothing that follows could be read by mistake.
                var error = codec.Decode(golden[..length]);
                Assert.Equal(length < 4 ? CdrStatus.UnsupportedEncapsulation : CdrStatus.Truncated, error.Status);
                Assert.False(string.IsNullOrEmpty(error.Field));
                Assert.InRange(error.Offset, 0, length);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_AtAnyMemoryOffset_GivesTheSame(string name)
    {
        var codec = MessageCodec.Find(name);
        var golden = GoldenCdr.Read(name, isBigEndian: false);
        for (var offset = 0; offset < 9; offset++)
        {
            var shifted = new byte[golden.Length + 16];
            Array.Fill(shifted, (byte)0xee);
            golden.CopyTo(shifted, offset);

            var written = new byte[golden.Length];
            Assert.Equal(golden.Length, codec.Reencode(shifted.AsSpan(offset, golden.Length), written, out var error));
            Assert.True(error.IsOk, error.ToString());
            Assert.Equal(golden, written);
        }
    }

    [Theory]
    [MemberData(nameof(NamesOfOneReading))]
    public void Decode_BytesAfterTheLastField_AllowsPaddingOnly(string name)
    {
        var codec = MessageCodec.Find(name);
        var golden = GoldenCdr.Read(name, isBigEndian: false);

        Assert.True(codec.Decode([.. golden, 0, 0, 0]).IsOk);
        var error = codec.Decode([.. golden, 0, 0, 0, 0]);
        Assert.Equal(new CdrError(CdrStatus.TrailingBytes, codec.Type.Name, golden.Length, 3, 4), error);
    }

    [Theory]
    [InlineData(0, 2, "header: unsupported encapsulation at byte 0: expected 0x0001 (CDR_LE) or 0x0000 (CDR_BE), actual 0x0002")]
    [InlineData(0, 7, "header: unsupported encapsulation at byte 0: expected 0x0001 (CDR_LE) or 0x0000 (CDR_BE), actual 0x0007")]
    [InlineData(1, 1, "header: unsupported encapsulation at byte 0: expected 0x0001 (CDR_LE) or 0x0000 (CDR_BE), actual 0x0101")]
    public void Decode_OtherEncapsulation_IsAnError(byte first, byte second, string expected)
    {
        foreach (var codec in MessageCodec.All)
        {
            var cdr = GoldenCdr.Read(codec.Golden, isBigEndian: false);
            (cdr[0], cdr[1]) = (first, second);

            Assert.Equal(expected, codec.Decode(cdr).ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Decode_AnyLengthThatLies_IsNoException(string name)
    {
        var codec = MessageCodec.Find(name);
        var destination = new byte[4096];
        foreach (var lie in new uint[] { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x20000000, 0x1fffffff })
        {
            var golden = GoldenCdr.Read(name, isBigEndian: false);
            for (var offset = 4; offset + 4 <= golden.Length; offset += 4)
            {
                var cdr = (byte[])golden.Clone();
                BitConverter.TryWriteBytes(cdr.AsSpan(offset), lie);
                codec.Reencode(cdr, destination, out _);
            }
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithoutAllocation))]
    public void DecodeAndEncode_SteadyState_AllocateNothing(string name)
    {
        var codec = MessageCodec.Find(name);
        var vectors = new[] { GoldenCdr.Read(name, isBigEndian: false), GoldenCdr.Read(name, isBigEndian: true) };
        var destination = new byte[vectors[0].Length];
        var broken = vectors[0][..^1];
        Run();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            Run();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run()
        {
            foreach (var vector in vectors)
                codec.Reencode(vector, destination, out _);
            codec.Decode(broken);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Encode_BufferTooSmall_WritesNothingBeyondItAndSaysSo(string name)
    {
        var codec = MessageCodec.Find(name);
        var golden = GoldenCdr.Read(name, isBigEndian: false);
        for (var length = 0; length < golden.Length; length++)
        {
            var buffer = new byte[golden.Length + 1];
            Array.Fill(buffer, (byte)0xee);

            Assert.Equal(0, codec.Reencode(golden, buffer.AsSpan(0, length), out var error));
            Assert.Equal(CdrStatus.BufferTooSmall, error.Status);
            Assert.DoesNotContain(buffer[length..], value => value != 0xee);
        }
    }

    [Fact]
    public void Type_OfEachMessage_HasNameAndHash()
    {
        Assert.All(MessageCodec.All, codec =>
        {
            Assert.Matches("^[a-z0-9_]+/(msg/[A-Z][A-Za-z0-9]*|srv/[A-Z][A-Za-z0-9]*_(Request|Response))$", codec.Type.Name);
            Assert.Matches("^RIHS01_[0-9a-f]{64}$", codec.Type.TypeHash);
        });
        Assert.Equal(21, MessageCodec.All.Select(codec => codec.Type.TypeHash).Distinct().Count());
    }

    private static string Reencode(string name, byte[] cdr)
    {
        // Dirty, because padding must be cleared whatever stood there.
        var destination = new byte[cdr.Length];
        Array.Fill(destination, (byte)0xee);
        var written = MessageCodec.Find(name).Reencode(cdr, destination, out var error);
        Assert.True(error.IsOk, error.ToString());
        return Convert.ToHexString(destination.AsSpan(0, written));
    }
}
