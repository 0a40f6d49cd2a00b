using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary>Bags that rosbag2 wrote, in all its versions, read by us.</summary>
public sealed class SampleBagTests
{
    public static TheoryData<string> Folders => [.. SampleBags.WithMetadata()];

    public static TheoryData<string> Files => [.. SampleBags.Files()];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Folder_HasWhatItsMetadataSays(string folder)
    {
        var metadata = BagMetadata.Parse(File.ReadAllText(Path.Combine(SampleBags.At(folder), BagMetadata.FileName)));

        using var bag = BagReader.Open(SampleBags.At(folder));
        var counted = Count(bag);

        Assert.Equal(metadata.MessageCount, (ulong)counted.Values.Sum());
        Assert.Equal(metadata.MessageCount, bag.MessageCount);
        Assert.All(metadata.Topics, topic => Assert.Equal(topic.MessageCount, (ulong)counted.GetValueOrDefault(topic.Name)));
        Assert.All(metadata.Topics, topic => Assert.Equal(topic.MessageCount, bag.Topics.Single(each => each.Name == topic.Name).MessageCount));
        Assert.Equal(metadata.StorageIdentifier, bag.Storage);
        Assert.Equal(metadata.CustomData, bag.CustomData);
        Assert.Empty(bag.Warnings);

        // The metadata of wbag has the times of its last file only.
        if (metadata.MessageCount > 0 && !folder.EndsWith("wbag", StringComparison.Ordinal))
        {
            Assert.Equal(metadata.StartingTime, (long)bag.StartTime!);
            Assert.Equal(metadata.Duration, (long)(bag.EndTime! - bag.StartTime!));
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Metadata_WrittenAnew_SaysTheSame(string folder)
    {
        var metadata = BagMetadata.Parse(File.ReadAllText(Path.Combine(SampleBags.At(folder), BagMetadata.FileName)));

        Assert.Equivalent(metadata with { Version = BagMetadata.NewestVersion }, BagMetadata.Parse(metadata.ToYaml()), strict: true);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void BareFile_IsReadByTime_WithItsOwnCounts(string file)
    {
        using var bag = BagReader.Open(SampleBags.At(file));
        var counted = Count(bag);

        Assert.All(bag.Topics, topic => Assert.Equal(topic.MessageCount, (ulong)counted.GetValueOrDefault(topic.Name)));
        Assert.All(bag.Topics.Where(topic => topic.MessageCount > 0), topic => Assert.NotEqual("", topic.Type));
    }

    [Theory]
    [InlineData("mcap")]
    [InlineData("sqlite3")]
    public void Splits_WithoutMetadata_AreOneBag(string storage)
    {
        var folder = SampleBags.At($"rosbag2_py/test/resources/{storage}/reindex_test_bags/multiple_files");

        using var bag = BagReader.Open(folder);
        var counted = Count(bag);

        Assert.Equal(3, bag.Files.Count);
        Assert.Equal(bag.MessageCount, (ulong)counted.Values.Sum());
        var described = BagMetadata.Parse(bag.Describe().ToYaml());
        Assert.Equal(storage, described.StorageIdentifier);
        Assert.Equal(["multiple_files_0", "multiple_files_1", "multiple_files_2"], described.RelativeFilePaths.Select(Path.GetFileNameWithoutExtension));
        Assert.Equal(bag.MessageCount, described.Files.Aggregate(0UL, (sum, each) => sum + each.MessageCount));
        Assert.Equal((long)bag.StartTime!, described.Files.Min(each => each.StartingTime));
    }

    [Fact]
    public void BothStorages_OfOneRecording_HaveTheSameMessages()
    {
        using var mcap = BagReader.Open(SampleBags.At("rosbag2_py/test/resources/mcap/wbag"));
        using var sqlite = BagReader.Open(SampleBags.At("rosbag2_py/test/resources/sqlite3/wbag"));

        var expected = Contents(sqlite, BagQuery.All);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Order(), Contents(mcap, BagQuery.All).Order());
    }

    [Theory]
    [InlineData("mcap")]
    [InlineData("sqlite3")]
    public void Query_TopicAndTimes_ChoosesThem(string storage)
    {
        using var bag = BagReader.Open(SampleBags.At($"rosbag2_py/test/resources/{storage}/talker"));
        var all = Contents(bag, BagQuery.All);
        var (from, until) = (bag.StartTime!.Value + 1_000_000_000, bag.StartTime!.Value + 5_000_000_000);

        var part = Contents(bag, new BagQuery { Topics = ["/topic"], StartTime = from, EndTime = until });

        Assert.InRange(part.Count, 1, all.Count - 1);
        Assert.Equal(all.Where(each => each.Topic == "/topic" && each.Time >= from && each.Time < until), part);
        Assert.Empty(Contents(bag, new BagQuery { StartTime = ulong.MaxValue }));
        Assert.Empty(Contents(bag, new BagQuery { EndTime = 0 }));
        Assert.Empty(Contents(bag, new BagQuery { Topics = [] }));
    }

    [Fact]
    public void NewerDatabase_HasDefinitionsQosAndHashes()
    {
        using var bag = BagReader.Open(SampleBags.At("rosbag2_tests/resources/sqlite3/bag_with_topics_and_service_events"));

        var topic = bag.Topics.Single(each => each.Name == "/test_topic1");

        Assert.Equal(("test_msgs/msg/Strings", "ros2msg"), (topic.Type, topic.DefinitionEncoding));
        Assert.Contains("string string_value", topic.Definition, StringComparison.Ordinal);
        Assert.Equal(BagReliability.Reliable, Assert.Single(topic.OfferedQos).Reliability);
        Assert.StartsWith("RIHS01_", topic.TypeHash, StringComparison.Ordinal);
        Assert.Equal(topic, bag.Topics[bag.Topics.ToList().IndexOf(topic)]);
    }

    private static Dictionary<string, long> Count(BagReader bag)
    {
        var counts = new Dictionary<string, long>();
        var messages = bag.ReadMessages();
        var last = 0UL;
        while (messages.Read(out var message))
        {
            Assert.True(message.LogTime >= last);
            last = message.LogTime;
            var name = bag.Topics[message.Topic].Name;
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }

        return counts;
    }

    private static List<(ulong Time, string Topic, string Data)> Contents(BagReader bag, BagQuery query)
    {
        var contents = new List<(ulong, string, string)>();
        var messages = bag.ReadMessages(query);
        while (messages.Read(out var message))
            contents.Add((message.LogTime, bag.Topics[message.Topic].Name, Convert.ToHexString(message.Data.Span)));
        return contents;
    }
}
