using RobotPolicy.Data.Mcap.Encoding;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class Crc32Tests
{
    [Fact]
    public void CheckValue_IsThePublishedOne() => Assert.Equal(0xCBF43926u, Crc32.Of("123456789"u8));

    [Fact]
    public void Append_OfAKnownChecksum_IsAsIfTheBytesWereAppended()
    {
        var data = new byte[3000];
        new Random(3).NextBytes(data);
        foreach (var split in new[] { 0, 1, 2, 7, 8, 63, 64, 255, 1024, 2999, 3000 })
        {
            var crc = default(Crc32);
            crc.Append(data.AsSpan(0, split));
            crc.Append(Crc32.Of(data.AsSpan(split)), data.Length - split);
            Assert.Equal(Crc32.Of(data), crc.Value);
        }
    }

    [Fact]
    public void Empty_IsZero() => Assert.Equal(0u, Crc32.Of([]));

    [Fact]
    public void EveryLength_FoldedOrNot_IsTheTablesValue()
    {
        var data = new byte[600];
        new Random(7).NextBytes(data);

        for (var length = 0; length <= data.Length; length++)
            Assert.Equal(~Crc32.ByTables(uint.MaxValue, data.AsSpan(0, length)), Crc32.Of(data.AsSpan(0, length)));
    }

    [Fact]
    public void AnySplit_GivesTheSame()
    {
        var data = new byte[300];
        new Random(8).NextBytes(data);
        var whole = Crc32.Of(data);

        for (var at = 0; at <= data.Length; at++)
        {
            var crc = default(Crc32);
            crc.Append(data.AsSpan(0, at));
            crc.Append(data.AsSpan(at));
            Assert.Equal(whole, crc.Value);
        }
    }
}
