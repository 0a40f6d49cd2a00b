using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class StatusMessageTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text ~!", "plain text ~!")]
    [InlineData("100 %", "100 %25")]
    [InlineData("line\nbreak\r\t\0", "line%0Abreak%0D%09%00")]
    [InlineData("ü", "%C3%BC")]
    [InlineData("日", "%E6%97%A5")]
    [InlineData("\U0001F916", "%F0%9F%A4%96")]
    [InlineData("\u007F", "%7F")]
    public void Encode_Text_IsTheseBytesAndComesBack(string text, string encoded)
    {
        Assert.Equal(encoded, StatusMessage.Encode(text));
        Assert.Equal(text, StatusMessage.Decode(encoded));
    }

    [Theory]
    [InlineData("%", "%")]
    [InlineData("%4", "%4")]
    [InlineData("%G1", "%G1")]
    [InlineData("a%zzb%41", "a%zzbA")]
    [InlineData("%41%4", "A%4")]
    [InlineData("%c3%bc", "ü")]
    [InlineData("%FF", "\uFFFD")]
    public void Decode_MalformedEscape_StandsForItself(string encoded, string text) => Assert.Equal(text, StatusMessage.Decode(encoded));

    [Fact]
    public void Encode_LoneSurrogate_IsReplaced() => Assert.Equal("%EF%BF%BD", StatusMessage.Encode("\uD800"));
}
