using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Tests.Data.Bags;

public sealed class BagReaderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-bag").FullName;

    [Fact]
    public void Splits_ThatOverlapInTime_AreMergedByTime()
    {
        Split("run_0.mcap", 0, 10, 20, 35);
        Split("run_1.mcap", 30, 40);
        Split("run_10.mcap", 50);
        Split("run_2.mcap", 45);

        using var bag = BagReader.Open(_folder);

        Assert.Equal([0UL, 10, 20, 30, 35, 40, 45, 50], Times(bag));
        Assert.Equal(["run_0.mcap", "run_1.mcap", "run_2.mcap", "run_10.mcap"], bag.Files.Select(Path.GetFileName));
        Assert.Equal((0UL, 50UL, 8UL), (bag.StartTime, bag.EndTime, bag.MessageCount));
        Assert.Empty(bag.Warnings);
    }

    [Fact]
    public void Query_ChoosesTimesAndTopics()
    {
        Split("run_0.mcap", 0, 10, 20, 35);
        Split("run_1.mcap", 30, 40);
        using var bag = BagReader.Open(_folder);

        Assert.Equal([20UL, 30, 35], Times(bag, new BagQuery { StartTime = 20, EndTime = 40 }));
        Assert.Equal([40UL], Times(bag, new BagQuery { StartTime = 36 }));
        Assert.Empty(Times(bag, new BagQuery { Topics = ["/other"] }));
        Assert.Equal(6, Times(bag, new BagQuery { Topics = ["/other", "/a"] }).Count);
    }

    [Fact]
    public void Topic_HasAllThatTheFileTells()
    {
        Split("run_0.mcap", 1);

        using var bag = BagReader.Open(Path.Combine(_folder, "run_0.mcap"));

        var topic = Assert.Single(bag.Topics);
        Assert.Equal(("/a", "std_msgs/msg/String", "cdr", "RIHS01_ab", 1UL), (topic.Name, topic.Type, topic.SerializationFormat, topic.TypeHash, topic.MessageCount));
        Assert.Equal(("ros2msg", "string data\n"), (topic.DefinitionEncoding, topic.Definition));
        Assert.Equal([BagQos.Of(QosProfile.Latched)], topic.OfferedQos);
        Assert.Equal("why", bag.CustomData["reason"]);
        Assert.Equal("mcap", bag.Storage);
    }

    [Fact]
    public void Folder_WhoseLastSplitWasCutOff_IsReadAsFarAsItGoes_WithAWarning()
    {
        Split("run_0.mcap", 0, 10);
        Split("run_1.mcap", [.. Enumerable.Range(20, 50).Select(i => (ulong)i)]);
        var path = Path.Combine(_folder, "run_1.mcap");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, whole[..(whole.Length / 3)]);

        using var bag = BagReader.Open(_folder);
        var times = Times(bag);

        Assert.InRange(times.Count, 12, 51);
        Assert.Equal((ulong)times.Count, bag.MessageCount);
        Assert.Equal(Enumerable.Range(0, times.Count - 2).Select(i => (ulong)(20 + i)), times.Skip(2));
        Assert.Contains("run_1.mcap: it was cut off", Assert.Single(bag.Warnings), StringComparison.Ordinal);
        Assert.Contains("`robotctl mcap recover`", bag.Warnings[0], StringComparison.Ordinal);
        Assert.Equal(times, Times(bag));
    }

    [Fact]
    public void Metadata_SaysWhichFilesAndSilentTopics()
    {
        Split("run_0.mcap", 1, 2);
        Split("other.mcap", 3);
        File.WriteAllText(Path.Combine(_folder, "metadata.yaml"), new BagMetadata
        {
            Topics = [new BagTopic("/a", "std_msgs/msg/String") { MessageCount = 7 }, new BagTopic("/quiet", "std_msgs/msg/Bool")],
            RelativeFilePaths = ["old_folder/run_0.mcap"],
            CustomData = new Dictionary<string, string> { ["k"] = "v" },
        }.ToYaml());

        using var bag = BagReader.Open(_folder);

        Assert.Equal(["/a 2", "/quiet 0"], bag.Topics.Select(topic => $"{topic.Name} {topic.MessageCount}"));
        Assert.Equal([1UL, 2], Times(bag));
        Assert.Equal("v", bag.CustomData["k"]);
        using var all = BagReader.Open(_folder, new BagReadOptions { IgnoreMetadata = true });
        Assert.Equal([1UL, 2, 3], Times(all));
    }

    [Fact]
    public void Describe_IsWhatASecondReaderFinds()
    {
        Split("run_0.mcap", 5, 10);
        Split("run_1.mcap", 30, 42);
        using (var bag = BagReader.Open(_folder))
            File.WriteAllText(Path.Combine(_folder, "metadata.yaml"), bag.Describe().ToYaml());

        var metadata = BagMetadata.Parse(File.ReadAllText(Path.Combine(_folder, "metadata.yaml")));

        Assert.Equal((5L, 37L, 4UL), (metadata.StartingTime, metadata.Duration, metadata.MessageCount));
        Assert.Equal([new BagFile("run_0.mcap", 5, 5, 2), new BagFile("run_1.mcap", 30, 12, 2)], metadata.Files);
        Assert.Empty(BagValidator.Check(_folder));
    }

    [Fact]
    public void Validator_NamesWhatTheMetadataSayWrong()
    {
        Split("run_0.mcap", 5, 10);
        using (var bag = BagReader.Open(_folder))
            File.WriteAllText(Path.Combine(_folder, "metadata.yaml"), (bag.Describe() with { MessageCount = 3, Duration = 6, Topics = [] }).ToYaml());

        var problems = BagValidator.Check(_folder);

        Assert.Equal(
            ["message_count says 3, but the files have 2", "duration says 6, but the files have 5", "topics_with_message_count lacks /a"],
            problems.Select(problem => problem.Text));
        Assert.All(problems, problem => Assert.Equal((BagMetadata.FileName, true), (problem.File, problem.IsError)));
    }

    [Theory]
    [InlineData("../run_0.mcap", "relative_file_paths: expected files of this folder, found '../run_0.mcap'")]
    [InlineData("/etc/passwd", "relative_file_paths: expected files of this folder, found '/etc/passwd'")]
    [InlineData("gone.mcap", "names the file 'gone.mcap', which is not there; `robotctl mcap reindex`")]
    public void Metadata_WithAFileThatIsNoneOfTheBag_IsRefused(string path, string expected)
    {
        Split("run_0.mcap", 1);
        File.WriteAllText(Path.Combine(_folder, "metadata.yaml"), new BagMetadata { RelativeFilePaths = [path] }.ToYaml());

        Assert.Contains(expected, Assert.Throws<BagException>(() => BagReader.Open(_folder)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "it begins like neither an MCAP file nor an SQLite database")]
    [InlineData("\u0028\u00b5\u002f\u00fd", "`zstd -d`")]
    public void File_OfAnotherKind_IsRefused(string content, string expected)
    {
        var path = Path.Combine(_folder, "run_0.mcap");
        File.WriteAllBytes(path, [.. content.Select(each => (byte)each)]);

        var error = Assert.Throws<BagException>(() => BagReader.Open(path));

        Assert.Equal(path, error.File);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_WithoutAnyFile_IsRefused() => Assert.Contains(
        "neither metadata.yaml nor an .mcap or .db3 file", Assert.Throws<BagException>(() => BagReader.Open(_folder)).Message, StringComparison.Ordinal);

    [Fact]
    public void Path_ThatIsNotThere_IsAnIOException() => Assert.ThrowsAny<IOException>(() => BagReader.Open(Path.Combine(_folder, "nothing.mcap")));

    [Fact]
    public void EveryByteOfAFileFlipped_IsABagExceptionOrRead()
    {
        Split("run_0.mcap", 1, 2, 3);
        var path = Path.Combine(_folder, "run_0.mcap");
        var file = File.ReadAllBytes(path);
        for (var i = 0; i < file.Length; i++)
        {
            var damaged = (byte[])file.Clone();
            damaged[i] ^= (byte)(i % 2 == 0 ? 0x81 : 0xFF);
            File.WriteAllBytes(path, damaged);
            try
            {
                using var bag = BagReader.Open(path);
                Times(bag);
            }
            catch (BagException exception)
            {
                Assert.StartsWith(path, exception.File, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Conversion_MakesOneFile_WithMetadataSchemasAndRest()
    {
        Split("run_0.mcap", 0, 10, 20, 35);
        Split("run_1.mcap", 30, 40);
        var target = new MemoryStream();
        using (var bag = BagReader.Open(_folder))
            Assert.Equal(6UL, BagConversion.Convert(bag, target, "one.mcap"));

        Assert.Empty(McapValidator.Check(new MemoryStream(target.ToArray())));
        File.WriteAllBytes(Path.Combine(_folder, "one.mcap"), target.ToArray());
        using var one = BagReader.Open(Path.Combine(_folder, "one.mcap"));
        Assert.Equal([0UL, 10, 20, 30, 35, 40], Times(one));
        Assert.Equal("RIHS01_ab", one.Topics[0].TypeHash);
        Assert.Equal((6UL, 0L, 40L, "why"), (one.Metadata!.MessageCount, one.Metadata.StartingTime, one.Metadata.Duration, one.Metadata.CustomData["reason"]));
        Assert.Equal([new BagFile("one.mcap", 0, 40, 6)], one.Metadata.Files);
        using var file = McapIndexedReader.Open(Path.Combine(_folder, "one.mcap"));
        Assert.Equal("ros2", file.Header.Profile);
        Assert.Equal(2, file.AttachmentIndexes.Count);
        Assert.Equal(2, file.MetadataIndexes.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static List<ulong> Times(BagReader bag, BagQuery? query = null)
    {
        var times = new List<ulong>();
        var messages = bag.ReadMessages(query);
        while (messages.Read(out var message))
        {
            Assert.Equal((byte)message.LogTime, message.Data.Span[^1]);
            times.Add(message.LogTime);
        }

        return times;
    }

    private void Split(string name, params ulong[] times)
    {
        using var writer = McapWriter.Create(Path.Combine(_folder, name), new McapWriteOptions { ChunkSize = 300, Library = "test" });
        BagConversion.WriteRecord(writer, new BagMetadata { CustomData = new Dictionary<string, string> { ["reason"] = "why" } });
        writer.WriteAttachment(0, 0, name, "text/plain", "x"u8);
        var channel = BagConversion.AddTopic(writer, new BagTopic("/a", "std_msgs/msg/String") { OfferedQos = [BagQos.Of(QosProfile.Latched)], TypeHash = "RIHS01_ab" });
        foreach (var time in times)
            writer.WriteMessage(channel, 0, time, time, [0, 1, 0, 0, (byte)time]);
    }
}
