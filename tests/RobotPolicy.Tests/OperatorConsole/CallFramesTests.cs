using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RobotPolicy.Server.OperatorConsole;

namespace RobotPolicy.Tests.OperatorConsole;

public sealed class CallFramesTests
{
    [Fact]
    public void Headers_OfACall_AreTaken()
    {
        var headers = new HeaderDictionary();

        Assert.True(Read("""{"authorization":"Bearer x","Lease-Id":"1f","grpc-timeout":"5S"}""", headers));

        Assert.Equal("Bearer x", headers["authorization"]);
        Assert.Equal("1f", headers["lease-id"]);
        Assert.Equal("5S", headers["grpc-timeout"]);
    }

    [Theory]
    [InlineData("host")]
    [InlineData("content-type")]
    [InlineData(":path")]
    [InlineData("grpc-encoding")]
    public void Headers_ThatAreTheServicesToSay_AreLeftOut(string name)
    {
        var headers = new HeaderDictionary();

        Assert.True(Read($$"""{"{{name}}":"x"}""", headers));

        Assert.Empty(headers);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"authorization":1}""")]
    [InlineData("""{"authorization":{"a":"b"}}""")]
    [InlineData("""{"authorization":"x"} {}""")]
    [InlineData("end")]
    public void Headers_ThatAreNoObjectOfStrings_AreRefused(string words) => Assert.False(Read(words, new HeaderDictionary()));

    [Fact]
    public void Trailers_ArePreferred_AndHeadersGiveOnlyTheStatus()
    {
        var headers = new HeaderDictionary { ["grpc-status"] = "13", ["grpc-message"] = "old", ["server"] = "no" };
        var trailers = new HeaderDictionary { ["grpc-status"] = "0", ["Task-Id"] = "7" };

        var words = JsonDocument.Parse(CallFrames.WriteTrailers(headers, trailers)).RootElement;

        Assert.Equal("0", words.GetProperty("grpc-status").GetString());
        Assert.Equal("old", words.GetProperty("grpc-message").GetString());
        Assert.Equal("7", words.GetProperty("task-id").GetString());
        Assert.False(words.TryGetProperty("server", out _));
    }

    private static bool Read(string words, IHeaderDictionary headers) => CallFrames.TryReadHeaders(Encoding.UTF8.GetBytes(words), headers);
}
