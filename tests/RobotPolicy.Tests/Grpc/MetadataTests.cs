using Grpc.Core;
using RobotPolicy.Grpc.Framing;

namespace RobotPolicy.Tests.Grpc;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("AQ", "01")]
    [InlineData("AQ==", "01")]
    [InlineData("AQI", "0102")]
    [InlineData("AQID", "010203")]
    [InlineData("/+8", "FFEF")]
    public void Add_Base64WithAndWithoutPadding_Decodes(string value, string hex)
    {
        var metadata = new Metadata();
        MetadataHeaders.Add(metadata, "x-bin", value);

        Assert.Equal(hex, Convert.ToHexString(Assert.Single(metadata).ValueBytes));
    }

    [Fact]
    public void Add_JoinedBase64_SplitsAtCommas()
    {
        var metadata = new Metadata();
        MetadataHeaders.Add(metadata, "X-Bin", "AQ, Ag==,Aw");

        Assert.Equal([[1], [2], [3]], metadata.GetAll("x-bin").Select(entry => entry.ValueBytes));
    }

    [Theory]
    [InlineData("!")]
    [InlineData("A")]
    [InlineData("AQ=A")]
    [InlineData("-_8")]
    public void Add_NotBase64_IsInternal(string value)
    {
        var failure = Assert.Throws<RpcException>(() => MetadataHeaders.Add([], "x-bin", value));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Theory]
    [InlineData("grpc-status")]
    [InlineData("Content-Type")]
    [InlineData(":path")]
    [InlineData("TE")]
    [InlineData("grpc-timeout")]
    public void Add_HeaderOfTheProtocol_IsNoMetadata(string key)
    {
        var metadata = new Metadata();
        MetadataHeaders.Add(metadata, key, "x");

        Assert.Empty(metadata);
    }

    [Fact]
    public void ToHeaderValue_Bytes_HasNoPadding()
    {
        Assert.Equal("AQ", MetadataHeaders.ToHeaderValue(new Metadata.Entry("x-bin", [1])));
        Assert.Equal("", MetadataHeaders.ToHeaderValue(new Metadata.Entry("x-bin", [])));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("ü")]
    [InlineData("\0")]
    public void ToHeaderValue_TextThatNoHeaderHolds_IsInternal(string value)
    {
        var failure = Assert.Throws<RpcException>(() => MetadataHeaders.ToHeaderValue(new Metadata.Entry("x", value)));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
    }

    [Fact]
    public void Entry_KeyAndKind_AreChecked()
    {
        Assert.Equal("abc", new Metadata.Entry("ABC", "v").Key);
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a b", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a-bin", "v"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("a", new byte[1]));
        Assert.Throws<InvalidOperationException>(() => new Metadata.Entry("a-bin", new byte[1]).Value);
    }

    [Fact]
    public void Get_SeveralOfOneKey_IsTheLast()
    {
        var metadata = new Metadata { { "k", "1" }, { "other", "2" }, { "K", "3" } };

        Assert.Equal("3", metadata.GetValue("K"));
        Assert.Equal(["1", "3"], metadata.GetAll("k").Select(entry => entry.Value));
        Assert.Null(metadata.Get("none"));
    }

    [Fact]
    public void Empty_Changed_Throws() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("k", "v"));
}
