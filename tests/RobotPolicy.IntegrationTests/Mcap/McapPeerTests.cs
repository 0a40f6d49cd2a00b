using System.Text.Json;
using RobotPolicy.Data.Mcap;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Mcap;

/// <summary>Files in both directions between ours and the format's own JavaScript library.</summary>
public sealed class McapPeerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"robotpolicy-{Guid.NewGuid():N}.mcap");

    [Theory]
    [InlineData(McapCompression.None)]
    [InlineData(McapCompression.Lz4)]
    [InlineData(McapCompression.Zstd)]
    public async Task OurFile_IsReadByThePeer(McapCompression compression)
    {
        await File.WriteAllBytesAsync(_path, CompressedFiles.Sample(compression));

        var answer = JsonDocument.Parse(await RunAsync("mcap_read.js", _path)).RootElement;

        var ours = Read(new McapQuery { Order = McapOrder.File });
        Assert.Equal("ros2", answer.GetProperty("profile").GetString());
        Assert.Equal("500", answer.GetProperty("count").GetString());
        Assert.True(answer.GetProperty("done").GetBoolean());
        Assert.Equal(ours, Texts(answer.GetProperty("streamed")));
        Assert.Equal(Read(McapQuery.All), Texts(answer.GetProperty("indexed")));
        Assert.Equal(["notes.txt 68656c6c6f"], Texts(answer.GetProperty("attachments")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("zstd")]
    public async Task ThePeersFile_IsReadByUs(string compression)
    {
        await RunAsync("mcap_write.js", _path, compression);

        var expected = Enumerable.Range(0, 100).OrderBy(i => i ^ 3)
            .Select(i => $"0 {i} {i ^ 3} {i} {Convert.ToHexStringLower(Enumerable.Repeat((byte)i, i % 40).ToArray())}");

        Assert.Equal(expected, Read(McapQuery.All));
        using var file = File.OpenRead(_path);
        Assert.Empty(McapValidator.Check(file));
        using var reader = McapIndexedReader.Open(_path);
        Assert.All(reader.ChunkIndexes, chunk => Assert.Equal(compression == "none" ? "" : compression, chunk.Compression));
        Assert.Equal("v", reader.Catalog.Channels[0].Metadata["k"]);
        Assert.Equal("y", reader.ReadMetadata(reader.MetadataIndexes[0]).Entries["x"]);
    }

    public void Dispose() => File.Delete(_path);

    private static IEnumerable<string?> Texts(JsonElement array) => array.EnumerateArray().Select(each => each.GetString());

    private static Task<string> RunAsync(string script, params IEnumerable<string> arguments) =>
        NodeScript.RunAsync(WorkingCopy.TestSource("Mcap", script), arguments);

    private List<string> Read(McapQuery query)
    {
        using var reader = McapIndexedReader.Open(_path);
        var messages = reader.ReadMessages(query);
        var texts = new List<string>();
        while (messages.Read(out var each))
            texts.Add($"{each.ChannelId} {each.Sequence} {each.LogTime} {each.PublishTime} {Convert.ToHexStringLower(each.Data.Span)}");
        return texts;
    }
}
