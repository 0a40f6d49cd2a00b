using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Data.Bags;
using RobotPolicy.Data.Mcap;
using RobotPolicy.IntegrationTests.Cli;
using RobotPolicy.Ros.Messages;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.Datasets;

/// <summary><c>robotctl datasets</c> and <c>import</c>. Nobody listens where a service would be.</summary>
public sealed class CommandTests : IDisposable
{
    private const string Nobody = "http://127.0.0.1:9";

    private readonly DatasetFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Info_ShowsWhatIsInIt()
    {
        _folder.Write(DatasetFolder.Spec("wrist"), 4, 5);

        var run = await CliRun.RunAsync(Nobody, "datasets", "info", _folder.Path);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        Assert.Contains("shoulder_pan.pos, gripper.pos", run.Out);
        Assert.Contains("video (av1)", run.Out);
        Assert.Contains("success", run.Out);

        using var json = JsonDocument.Parse((await CliRun.RunAsync(Nobody, "datasets", "info", _folder.Path, "--json")).Out);
        Assert.Equal(9, json.RootElement.GetProperty("totalFrames").GetInt32());
        Assert.Equal(5, json.RootElement.GetProperty("episodes")[1].GetProperty("frames").GetInt32());
    }

    [Fact]
    public async Task Check_SaysWhetherItIsSound()
    {
        _folder.Write(DatasetFolder.Spec("wrist"), 4);

        var sound = await CliRun.RunAsync(Nobody, "datasets", "check", _folder.Path);
        File.WriteAllBytes(_folder.File("meta/tasks.parquet"), [1, 2, 3]);
        var damaged = await CliRun.RunAsync(Nobody, "datasets", "check", _folder.Path);

        Assert.Equal((ExitCode.Ok, "The dataset is sound."), (sound.Code, sound.Out.Trim()));
        Assert.Equal(ExitCode.Refused, damaged.Code);
        Assert.StartsWith(_folder.File("meta/tasks.parquet"), damaged.Out);
    }

    [Fact]
    public async Task Cat_PrintsChosenColumns_OfAnEpisode()
    {
        _folder.Write(DatasetFolder.Spec(), 3, 2);

        var csv = await CliRun.RunAsync(Nobody, "datasets", "cat", _folder.Path, "--episode", "1", "--columns", "index,timestamp,intervention", "--csv");
        var json = await CliRun.RunAsync(Nobody, "datasets", "cat", _folder.Path, "--columns", "frame_index,task_index", "--json");
        var wrong = await CliRun.RunAsync(Nobody, "datasets", "cat", _folder.Path, "--columns", "nonsense");
        var none = await CliRun.RunAsync(Nobody, "datasets", "cat", _folder.Path, "--episode", "2");

        Assert.Equal(["intervention,timestamp,index", "0,0,3", "0,0.033333335,4"], Lines(csv.Out));
        Assert.Equal(5, Lines(json.Out).Length);
        Assert.Equal("""{"frame_index":1,"task_index":1}""", Lines(json.Out)[4]);
        Assert.Equal(ExitCode.Usage, wrong.Code);
        Assert.Contains("there is no nonsense; there are observation.state, action", wrong.Error);
        Assert.Equal(ExitCode.Usage, none.Code);
    }

    [Fact]
    public async Task Import_MakesARecording_ThatCarriesTheNumbersAndPictures()
    {
        _folder.Write(DatasetFolder.Spec("wrist"), 4, 5);
        var path = Path.Combine(_folder.Root, "out.mcap");

        var run = await CliRun.RunAsync(Nobody, "import", _folder.Path, path);

        Assert.Equal((ExitCode.Ok, ""), (run.Code, run.Error));
        using (var stream = File.OpenRead(path))
            Assert.Empty(McapValidator.Check(stream));
        using var reader = McapIndexedReader.Open(path);
        Assert.Equal("ros2", reader.Header.Profile);
        Assert.Equal(
            ["/camera/wrist/image_raw sensor_msgs/msg/Image", "/forward_position_controller/commands std_msgs/msg/Float64MultiArray", "/joint_states sensor_msgs/msg/JointState"],
            reader.Catalog.Channels.Values.Select(channel => $"{channel.Topic} {reader.Catalog.SchemaOf(channel)!.Name}").Order(StringComparer.Ordinal));
        Assert.All(reader.Catalog.Channels.Values, channel => Assert.Contains("history", channel.Metadata["offered_qos_profiles"]));

        var (states, pictures) = (0, 0);
        var messages = reader.ReadMessages();
        var start = 0UL;
        while (messages.Read(out var message))
        {
            start = start == 0 ? message.LogTime : start;
            switch (reader.Catalog.Channel(message.ChannelId)!.Topic)
            {
                case "/joint_states":
                    Assert.True(JointState.TryDecode(message.Data.Span, out var state, out _));
                    Assert.Equal(["shoulder_pan", "gripper"], state.Name.ToArray());
                    Assert.Equal(DatasetFolder.State(states < 4 ? 0 : 1, states < 4 ? states : states - 4)[1], (float)state.Position[1]);
                    Assert.Equal((long)message.LogTime, state.Header.Stamp.ToNs());
                    states++;
                    break;
                case "/camera/wrist/image_raw":
                    Assert.True(Image.TryDecode(message.Data.Span, out var image, out _));
                    Assert.Equal((64u, 64u, ImageEncoding.Rgb8), (image.Width, image.Height, image.Encoding));
                    pictures++;
                    break;
            }
        }

        Assert.Equal((9, 9), (states, pictures));
        var episodes = reader.MetadataIndexes.Select(index => reader.ReadMetadata(index)).ToList();
        Assert.Equal(["robotpolicy.episode", "robotpolicy.episode"], episodes.Select(episode => episode.Name));
        Assert.Equal((DatasetFolder.Tasks[1], "failure", "5"), (episodes[1].Entries["task"], episodes[1].Entries["outcome"], episodes[1].Entries["frames"]));
        Assert.Equal(start, ulong.Parse(episodes[0].Entries["start_time_ns"]));
        Assert.NotNull(MessageDefinitions.Find("sensor_msgs/msg/JointState"));
    }

    [Fact]
    public async Task Import_WithAProfile_SpeaksAsTheRobotDoes()
    {
        var joints = Enumerable.Range(0, 7).Select(i => $"j{i}.pos").ToArray();
        _folder.Write(DatasetFolder.Spec("front", "wrist") with { StateNames = joints, ActionNames = joints }, 3);
        var profile = Path.Combine(_folder.Root, "robot.yaml");
        var yaml = File.ReadAllText(Path.Combine(GoldenFolder.Find(""), "../../hardware/simulator.yaml"))
            .Replace("type: forward_position", "type: joint_trajectory", StringComparison.Ordinal)
            .Replace("topic: /forward_position_controller/commands", "topic: /arm/joint_trajectory", StringComparison.Ordinal)
            .Replace("topic: /camera/wrist/image_raw", "topic: /wrist/compressed, compressed: true", StringComparison.Ordinal);
        File.WriteAllText(profile, yaml);
        var path = Path.Combine(_folder.Root, "out.mcap");

        var run = await CliRun.RunAsync(Nobody, "import", _folder.Path, path, "--hardware", profile, "--json");

        Assert.Equal("", run.Error);
        using var reader = McapIndexedReader.Open(path);
        Assert.Equal(
            [
                "/arm/joint_trajectory trajectory_msgs/msg/JointTrajectory", "/camera/front/image_raw sensor_msgs/msg/Image", "/joint_states sensor_msgs/msg/JointState",
                "/wrist/compressed sensor_msgs/msg/CompressedImage",
            ],
            reader.Catalog.Channels.Values.Select(channel => $"{channel.Topic} {reader.Catalog.SchemaOf(channel)!.Name}").Order(StringComparer.Ordinal));
        var messages = reader.ReadMessages();
        var jpegs = 0;
        while (messages.Read(out var message))
        {
            if (reader.Catalog.Channel(message.ChannelId)!.Topic == "/wrist/compressed")
            {
                Assert.True(CompressedImage.TryDecode(message.Data.Span, out var jpeg, out _));
                Assert.Equal([0xff, 0xd8], jpeg.Data[..2].ToArray());
                Assert.Equal([0xff, 0xd9], jpeg.Data[^2..].ToArray());
                jpegs++;
            }
            else if (JointState.TryDecode(message.Data.Span, out var state, out _))
            {
                Assert.Equal(["waist", "shoulder", "elbow", "forearm_roll", "wrist_pitch", "wrist_roll", "gripper"], state.Name.ToArray());
            }
        }

        Assert.Equal(3, jpegs);
    }

    [Fact]
    public async Task Import_OfAnotherRobot_IsRefused()
    {
        _folder.Write(DatasetFolder.Spec("front", "wrist"), 3);
        var path = Path.Combine(_folder.Root, "out.mcap");

        var run = await CliRun.RunAsync(Nobody, "import", _folder.Path, path, "--hardware", Path.Combine(GoldenFolder.Find(""), "../../hardware/simulator.yaml"));

        Assert.Equal(ExitCode.Refused, run.Code);
        Assert.Contains("observation.state has 2 elements, but there are 7 joints", run.Error);
        Assert.False(File.Exists(path));
    }

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
