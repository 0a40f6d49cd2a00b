using System.Text.Json;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;
using RobotPolicy.IntegrationTests.Cli;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary><c>robotctl mcap</c> on bags that rosbag2 wrote.</summary>
public sealed class BagCommandTests : IDisposable
{
    private const string Service = "http://127.0.0.1:1";

    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-bag").FullName;

    [Theory]
    [InlineData("rosbag2_py/test/resources/sqlite3/talker")]
    [InlineData("rosbag2_py/test/resources/mcap/talker")]
    [InlineData("rosbag2_tests/resources/sqlite3/cdr_test/cdr_test_0.db3")]
    public async Task Info_TellsTopicsAndCounts(string path)
    {
        using var bag = BagReader.Open(SampleBags.At(path));

        var run = await CliRun.RunAsync(Service, "mcap", "info", SampleBags.At(path), "--json");

        Assert.True(run.Code == 0, run.Error);
        var answer = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(bag.MessageCount, answer.GetProperty("messages").GetUInt64());
        Assert.Equal(bag.Topics.Select(topic => topic.Name), answer.GetProperty("topics").EnumerateArray().Select(topic => topic.GetProperty("topic").GetString()));
        Assert.Contains(bag.Topics[0].Name, (await CliRun.RunAsync(Service, "mcap", "info", SampleBags.At(path))).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cat_DecodesByTheDefinitionInTheBag()
    {
        var run = await CliRun.RunAsync(Service, "mcap", "cat", SampleBags.At("rosbag2_tests/resources/mcap/bag_with_topics_and_service_events"), "--json");

        Assert.True(run.Code == 0, run.Error);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(10, lines.Count);
        Assert.All(lines, line => Assert.False(line.TryGetProperty("problem", out _)));
        var text = lines.First(line => line.GetProperty("topic").GetString() == "/test_topic1").GetProperty("message");
        Assert.Equal("Hello world!", text.GetProperty("string_value_default1").GetString());
        var events = lines.Where(line => line.GetProperty("type").GetString() == "test_msgs/srv/BasicTypes_Event").Select(line => line.GetProperty("message")).ToList();
        Assert.Equal([0, 0, 0, 0, 3, 3, 3, 3], events.Select(each => each.GetProperty("info").GetProperty("event_type").GetInt32()).Order());
    }

    [Fact]
    public async Task Cat_RawAndForPeople()
    {
        var path = SampleBags.At("rosbag2_py/test/resources/sqlite3/talker");

        var raw = await CliRun.RunAsync(Service, "mcap", "cat", path, "--json", "--raw", "--topic", "/topic");
        var people = await CliRun.RunAsync(Service, "mcap", "cat", path, "--topic", "/topic");

        Assert.True(JsonDocument.Parse(raw.Out.Split('\n')[0]).RootElement.GetProperty("data").GetBytesFromBase64().Length > 4);
        Assert.Contains("/topic [std_msgs/msg/String] {\"data\":\"Hello", people.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rosbag2_py/test/resources/sqlite3/wbag", 6074)]
    [InlineData("rosbag2_py/test/resources/mcap/reindex_test_bags/multiple_files", -1)]
    [InlineData("rosbag2_tests/resources/sqlite3/cdr_test/cdr_test_0.db3", -1)]
    public async Task Convert_MakesOneSoundFileWithAllMessages(string path, int messages)
    {
        var target = Path.Combine(_folder, "one.mcap");
        using var bag = BagReader.Open(SampleBags.At(path));

        var run = await CliRun.RunAsync(Service, "mcap", "convert", SampleBags.At(path), target);

        Assert.True(run.Code == 0, run.Error);
        using var one = BagReader.Open(target);
        Assert.Equal(messages < 0 ? bag.MessageCount : (ulong)messages, one.MessageCount);
        Assert.Equal((bag.StartTime, bag.EndTime), (one.StartTime, one.EndTime));
        Assert.Equal(bag.Topics.Select(topic => (topic.Name, topic.Type, topic.MessageCount, topic.TypeHash)).Order(),
            one.Topics.Select(topic => (topic.Name, topic.Type, topic.MessageCount, topic.TypeHash)).Order());
        Assert.All(bag.Topics, topic => Assert.Equal(topic.OfferedQos, one.Topics.Single(each => each.Name == topic.Name).OfferedQos));
        Assert.Equal(0, (await CliRun.RunAsync(Service, "mcap", "check", target)).Code);
        using var file = McapIndexedReader.Open(target);
        Assert.Equal("ros2", file.Header.Profile);
        Assert.All(file.Catalog.Channels.Values, channel => Assert.NotEqual(0, channel.SchemaId));
    }

    [Theory]
    [InlineData("mcap")]
    [InlineData("sqlite3")]
    public async Task Reindex_WritesMetadataThatFit(string storage)
    {
        foreach (var file in Directory.EnumerateFiles(SampleBags.At($"rosbag2_py/test/resources/{storage}/reindex_test_bags/multiple_files")))
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        Assert.Equal(1, (await CliRun.RunAsync(Service, "mcap", "check", _folder)).Code);

        var run = await CliRun.RunAsync(Service, "mcap", "reindex", _folder);

        Assert.True(run.Code == 0, run.Error);
        using var bag = BagReader.Open(_folder);
        Assert.Equal(3, bag.Metadata!.Files.Count);
        Assert.Equal(bag.MessageCount, bag.Metadata.MessageCount);
        var check = await CliRun.RunAsync(Service, "mcap", "check", _folder);
        Assert.True(check.Code == 0, check.Out);
    }

    [Fact]
    public async Task Check_OfMetadataThatLie_SaysSo()
    {
        var run = await CliRun.RunAsync(Service, "mcap", "check", SampleBags.At("rosbag2_py/test/resources/sqlite3/wbag"));

        Assert.Equal(1, run.Code);
        Assert.Contains("metadata.yaml: starting_time says 2623, but the files have 1000", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Damage_IsASentenceAndAnExitCode()
    {
        var path = Path.Combine(_folder, "a.db3");
        await File.WriteAllTextAsync(path, "SQLite format 3\0 and nothing else");

        var run = await CliRun.RunAsync(Service, "mcap", "cat", path);

        Assert.Equal(1, run.Code);
        Assert.Contains($"{path}: it cannot be read as a rosbag2 database", run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
