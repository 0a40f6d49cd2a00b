using System.Text.Json;
using RobotPolicy.Data.Mcap;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary>Files whose large messages are chunks of their own, read by the format's own JavaScript library.</summary>
public sealed class DirectChunkPeerTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"robotpolicy-{Guid.NewGuid():N}.mcap");

    [Fact]
    public async Task LargeMessagesAmongSmallOnes_AreReadByThePeerInOrderOfTime()
    {
        using (var writer = McapWriter.Create(_path, new McapWriteOptions { Profile = "ros2", DirectSize = 4096, ChunkSize = 8192 }))
        {
            var schema = writer.AddSchema("a/msg/B", "ros2msg", "uint8[] data"u8);
            var state = writer.AddChannel(schema, "/state", "cdr");
            var image = writer.AddChannel(schema, "/image", "cdr");
            for (var i = 0; i < 300; i++)
                writer.WriteMessage(i % 10 == 9 ? image : state, (uint)i, (ulong)i, (ulong)i, [.. Enumerable.Repeat((byte)i, i % 10 == 9 ? 5000 : 100)]);
        }

        var answer = JsonDocument.Parse(await NodeScript.RunAsync(WorkingCopy.TestSource("Mcap", "mcap_read.js"), _path)).RootElement;

        var times = answer.GetProperty("indexed").EnumerateArray().Select(each => each.GetString()!.Split(' ')).ToList();
        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"{i}"), times.Select(each => each[2]));
        Assert.All(times, each => Assert.Equal((byte)int.Parse(each[1]), Convert.FromHexString(each[4])[^1]));
        Assert.Equal(300, answer.GetProperty("streamed").GetArrayLength());
        Assert.True(answer.GetProperty("done").GetBoolean());
        using var file = File.OpenRead(_path);
        Assert.Empty(McapValidator.Check(file));
    }

    public void Dispose() => File.Delete(_path);
}
