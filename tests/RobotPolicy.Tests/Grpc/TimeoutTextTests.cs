using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class TimeoutTextTests
{
    [Theory]
    [InlineData("1n", 0)]
    [InlineData("100n", 1)]
    [InlineData("5u", 50)]
    [InlineData("5m", 50_000)]
    [InlineData("5S", 50_000_000)]
    [InlineData("5M", 3_000_000_000)]
    [InlineData("5H", 180_000_000_000)]
    [InlineData("0S", 0)]
    [InlineData("99999999H", 3_599_999_964_000_000_000)]
    public void TryDecode_Valid_IsThatLong(string text, long ticks)
    {
        Assert.True(TimeoutText.TryDecode(text, out var timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("1")]
    [InlineData("1s")]
    [InlineData("1 S")]
    [InlineData(" 1S")]
    [InlineData("+1S")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("100000000S")]
    [InlineData("٣S")]
    public void TryDecode_Malformed_IsRefused(string? text) => Assert.False(TimeoutText.TryDecode(text, out _));

    [Theory]
    [InlineData(1, "1u")]
    [InlineData(10, "1u")]
    [InlineData(10_000_000, "1000000u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(1_000_000_000, "100000m")]
    [InlineData(1_000_000_000_000, "100000S")]
    [InlineData(long.MaxValue, "99999999H")]
    public void Encode_Span_UsesAtMostEightDigits(long ticks, string expected)
    {
        if (ticks == long.MaxValue)
            Assert.Matches("^[0-9]{1,8}[HS]$", TimeoutText.Encode(TimeSpan.FromTicks(ticks)));
        else
            Assert.Equal(expected, TimeoutText.Encode(TimeSpan.FromTicks(ticks)));
    }

    [Fact]
    public void Encode_ThenDecode_NeverGrows()
    {
        var random = new Random(5);
        for (var i = 0; i < 2000; i++)
        {
            var timeout = TimeSpan.FromTicks(random.NextInt64(10, 1L << random.Next(5, 62)));
            Assert.True(TimeoutText.TryDecode(TimeoutText.Encode(timeout), out var decoded));
            Assert.InRange(decoded.Ticks, 0, Math.Max(timeout.Ticks, 10));
        }
    }
}
