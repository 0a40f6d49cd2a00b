using System.Text.Json;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Bags.Decoding;
using RobotPolicy.Data.Bags.Qos;
using RobotPolicy.Data.Mcap;
using RobotPolicy.IntegrationTests.Peers;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.Bags;

/// <summary>A bag of ours, and bags of rosbag2, decoded by independent libraries to the same values as by us.</summary>
public sealed class DecodingPeerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("robotpolicy-bag").FullName;

    public static TheoryData<string> Samples => [.. SampleBags.Files().Where(file => file.EndsWith(".mcap", StringComparison.Ordinal) && HasDefinitions(file))];

    [Fact]
    public async Task OurBag_HasTheSameValuesForThePeer()
    {
        var path = Path.Combine(_folder, "run_0.mcap");
        WriteBag(path);

        var count = await CompareAsync(path);

        Assert.Equal(5, count);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task SampleBag_HasTheSameValuesForThePeer(string file) => Assert.NotEqual(0, await CompareAsync(SampleBags.At(file)));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    // The peer does not know how rosbag2 defines service events.
    private static bool HasDefinitions(string file)
    {
        using var bag = BagReader.Open(SampleBags.At(file));
        return bag.MessageCount > 0 && bag.Topics.All(topic =>
            topic.DefinitionEncoding == "ros2msg" && topic.Definition.Length > 0 && topic.SerializationFormat == "cdr"
            && !topic.Type.Contains("/srv/", StringComparison.Ordinal));
    }

    private static async Task<int> CompareAsync(string path)
    {
        var theirs = JsonDocument.Parse(await NodeScript.RunAsync(WorkingCopy.TestSource("Bags", "bag_decode.js"), path)).RootElement.EnumerateArray().ToList();
        using var bag = BagReader.Open(path);
        var decoders = bag.Topics.Select(topic => new CdrJson(MessageSchema.Parse(topic.Type, topic.Definition))).ToList();
        var messages = bag.ReadMessages();
        var count = 0;
        while (messages.Read(out var message))
        {
            var ours = JsonDocument.Parse(decoders[message.Topic].Decode(message.Data.Span)).RootElement;
            Assert.Equal(theirs[count].GetProperty("topic").GetString(), bag.Topics[message.Topic].Name);
            Same(theirs[count].GetProperty("message"), ours, bag.Topics[message.Topic].Name);
            count++;
        }

        Assert.Equal(theirs.Count, count);
        return count;
    }

    // A float32 is shortest for us and exact for the peer: both are the same float.
    private static void Same(JsonElement expected, JsonElement actual, string where)
    {
        Assert.True(expected.ValueKind == actual.ValueKind, $"{where}: expected {expected}, actual {actual}");
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                Assert.Equal(expected.EnumerateObject().Select(each => each.Name), actual.EnumerateObject().Select(each => each.Name));
                foreach (var field in expected.EnumerateObject())
                    Same(field.Value, actual.GetProperty(field.Name), $"{where}.{field.Name}");
                break;
            case JsonValueKind.Array:
                Assert.True(expected.GetArrayLength() == actual.GetArrayLength(), where);
                foreach (var (a, b) in expected.EnumerateArray().Zip(actual.EnumerateArray()))
                    Same(a, b, where);
                break;
            case JsonValueKind.Number:
                var (x, y) = (expected.GetDouble(), actual.GetDouble());
                Assert.True(x == y || (x == (float)x && (float)x == (float)y), $"{where}: expected {x:R}, actual {y:R}");
                break;
            default:
                Assert.True(expected.ToString() == actual.ToString(), $"{where}: expected {expected}, actual {actual}");
                break;
        }
    }

    private static void WriteBag(string path)
    {
        using var writer = McapWriter.Create(path, new McapWriteOptions { Profile = "ros2", DirectSize = 4096 });
        var header = new Header { Stamp = new RosTime(1_700_000_000, 5), FrameId = "base_link"u8 };
        Write(writer, 1, new JointState
        {
            Header = header, Name = new(["a", "ä"]), Position = new[] { 0.1, double.NaN }, Velocity = new[] { -0.0, double.PositiveInfinity },
        });
        Write(writer, 2, new Image { Header = header, Width = 60, Height = 40, Step = 180, EncodingName = "rgb8"u8, Data = Pixels(7200) });
        Write(writer, 3, new JointTrajectory
        {
            Header = header, JointNames = new(["a", "b"]), Points = new(2, [0, 1_500_000_000], [0.1, 0.2, 0.3, 0.4], [1, 2, 3, 4]),
        });
        Write(writer, 4, new DiagnosticArray(new RosTime(3, 4), "", [
            new DiagnosticStatus(DiagnosticLevel.Warn, "loop: tick", "late", "arm", [new DiagnosticValue("p99 ms", "1.5")]),
            new DiagnosticStatus(DiagnosticLevel.Ok, "camera", "", "", []),
        ]));
        Write(writer, 5, new Joy { Header = header, Axes = new[] { 0.1f, -1f }, Buttons = new[] { 1, -2 } });
        writer.Complete();
    }

    private static byte[] Pixels(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];

    private static void Write<T>(McapWriter writer, ulong time, T message)
        where T : IRosMessage<T>, allows ref struct
    {
        var bytes = new byte[message.GetSerializedSize()];
        Assert.True(message.TryEncode(bytes, out _, out var error), error.ToString());
        var channel = BagConversion.AddTopic(writer, new BagTopic($"/{time}", T.Type.Name) { TypeHash = T.Type.TypeHash!, OfferedQos = [BagQos.Of(QosProfile.Default)] });
        writer.WriteMessage(channel, 0, time, time, bytes);
    }
}
