using RobotPolicy.Data.Mcap;

namespace RobotPolicy.Tests.Data.Mcap;

public sealed class McapIndexedReaderTests
{
    [Fact]
    public void Summary_TellsWhatIsInTheFile()
    {
        using var reader = McapIndexedReader.Open(new MemoryStream(McapFiles.Sample()));

        Assert.Equal("ros2", reader.Header.Profile);
        Assert.Equal(40ul, reader.Statistics!.MessageCount);
        Assert.True(reader.ChunkIndexes.Count > 3);
        Assert.False(reader.WasScanned);
        Assert.Equal(["/a", "/b"], reader.Catalog.Channels.Values.Select(channel => channel.Topic));
        Assert.Equal("hello", System.Text.Encoding.UTF8.GetString(reader.ReadAttachment(reader.AttachmentIndexes[0]).Data.Span));
        Assert.Equal("jazzy", reader.ReadMetadata(reader.MetadataIndexes[0]).Entries["ROS_DISTRO"]);
    }

    [Fact]
    public void TimeRange_IsFromInclusiveToExclusive()
    {
        var file = McapFiles.Sample();
        var expected = McapFiles.Streamed(file).Where(each => each.LogTime is >= 200 and < 300).OrderBy(each => each.LogTime);

        Assert.Equal(McapFiles.Values(expected), McapFiles.Values(McapFiles.Indexed(file, new McapQuery { StartTime = 200, EndTime = 300 })));
    }

    [Fact]
    public void Topics_AreSelected()
    {
        var file = McapFiles.Sample();

        var messages = McapFiles.Indexed(file, new McapQuery { Topics = ["/b"] });

        Assert.Equal(14, messages.Count);
        Assert.All(messages, each => Assert.Equal(0u, each.Sequence % 3));
    }

    [Fact]
    public void SmallCache_GivesTheSameMessages()
    {
        var file = McapFiles.Sample(messages: 200);
        var tight = new McapReadOptions { Limits = new McapLimits { ChunkCacheBytes = 1 } };

        Assert.Equal(McapFiles.Values(McapFiles.Indexed(file)), McapFiles.Values(McapFiles.Indexed(file, options: tight)));
    }

    [Fact]
    public void OverlapBeyondTheLimit_IsRefused()
    {
        var options = new McapReadOptions { Limits = new McapLimits { MaxIndexEntries = 2 } };

        var error = Assert.Throws<McapException>(() => McapFiles.Indexed(McapFiles.Sample(), options: options));

        Assert.Contains("overlap in time", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsStillBeingWritten_IsNamedSo()
    {
        var file = McapFiles.Sample();

        var error = Assert.Throws<McapException>(() => McapIndexedReader.Open(new MemoryStream(file[..^50])));

        Assert.Contains("cut off, or is still being written", error.Message, StringComparison.Ordinal);
    }
}
