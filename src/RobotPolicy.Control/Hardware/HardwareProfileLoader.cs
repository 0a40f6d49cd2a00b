using System.Globalization;
using RobotPolicy.Control.Model;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RobotPolicy.Control.Hardware;

/// <summary>
/// Reads hardware profiles. Limits stand in ros2_control's own keys (<c>joint_limits.&lt;joint&gt;.…</c>, see its
/// <c>joint_limits_rosparam.hpp</c>), so an existing file can be copied in; position, velocity and acceleration limits are
/// mandatory. All problems are reported together, each with file, line, field, expected and actual.
/// </summary>
public static class HardwareProfileLoader
{
    /// <summary>Largest file that is read, in bytes.</summary>
    public const int MaxFileBytes = 256 * 1024;

    private const int MaxDepth = 16;
    private const int MaxCameras = 16;
    private const double MaxTimeoutSeconds = 60;
    internal const double MaxLatencySeconds = 1;
    private const double DefaultCameraTimeoutSeconds = 0.3;

    private static readonly Dictionary<string, CommandInterface> Interfaces = new()
    {
        ["forward_position"] = CommandInterface.ForwardPosition,
        ["joint_trajectory"] = CommandInterface.JointTrajectory,
    };

    private static readonly Dictionary<string, StampSource> StampSources = new()
    {
        ["header"] = StampSource.Header,
        ["reception"] = StampSource.Reception,
    };

    /// <summary>Reads a profile from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="errors">Receives every problem as one sentence; nothing is added when there is none.</param>
    /// <returns>The profile, or <see langword="null"/> if there are problems.</returns>
    public static HardwareProfile? Load(string path, ICollection<string> errors)
    {
        string text;
        try
        {
            var length = new FileInfo(path).Length;

            // A pipe or a device has length 0 too; reading it might never end, so it is never opened.
            if (length == 0)
            {
                errors.Add($"{path}: expected a file with content, actual 0 bytes");
                return null;
            }

            if (length > MaxFileBytes)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"{path}: expected at most {MaxFileBytes} bytes, actual {length}"));
                return null;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            errors.Add($"{path}: expected a readable file, actual: {exception.Message}");
            return null;
        }

        return Parse(text, path, errors);
    }

    /// <summary>Reads a profile from text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">Name of the file, for the sentences.</param>
    /// <param name="errors">Receives every problem as one sentence.</param>
    public static HardwareProfile? Parse(string yaml, string file, ICollection<string> errors)
    {
        var root = ReadYaml(yaml, file, errors);
        if (root is null)
            return null;
        var problems = new List<ProfileError>();
        var profile = ReadProfile(new ProfileNode(file, "", root, problems));
        foreach (var problem in problems.OrderBy(problem => problem.Line))
            errors.Add(problem.Text);
        return problems.Count == 0 ? profile : null;
    }

    private static YamlNode? ReadYaml(string yaml, string file, ICollection<string> errors)
    {
        try
        {
            // The node tree is built recursively, so depth and references are checked on the flat stream of events before.
            var parser = new Parser(new StringReader(yaml));
            var depth = 0;
            while (parser.MoveNext())
            {
                depth += parser.Current!.NestingIncrease;
                if (depth > MaxDepth)
                    return Unreadable(file, parser.Current.Start.Line, string.Create(CultureInfo.InvariantCulture, $"at most {MaxDepth} levels"), "more", errors);
                if (parser.Current is AnchorAlias)
                    return Unreadable(file, parser.Current.Start.Line, "plain values", "a reference to an anchor", errors);
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents.Count == 1)
                return stream.Documents[0].RootNode;
            return Unreadable(file, 1, "one document", stream.Documents.Count == 0 ? "an empty file" : "several", errors);
        }
        catch (YamlException exception)
        {
            return Unreadable(file, exception.Start.Line, "YAML", exception.InnerException?.Message ?? exception.Message, errors);
        }
    }

    private static YamlNode? Unreadable(string file, long line, string expected, string actual, ICollection<string> errors)
    {
        errors.Add(string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: document: expected {expected}, actual: {actual}"));
        return null;
    }

    private static HardwareProfile ReadProfile(ProfileNode root)
    {
        var name = root.Text("robot");
        var stamps = root.Choice<StampSource>("stamps", StampSources, StampSource.Header);
        var states = root.Mapping("joint_states");
        var command = root.Mapping("command");
        var commandLatency = command?.Number("latency_s", 0, MaxLatencySeconds, 0) ?? 0;
        var driverNames = new Dictionary<string, string>();
        var joints = JointReader.Read(root, commandLatency, driverNames);
        var topics = new JointTopicReader(joints, driverNames);
        var jointStates = topics.ReadStates(states);
        var statesTimeout = Seconds(states, "timeout_s", 0.001, RobotDescription.DefaultJointStateTimeout.TotalSeconds);
        states?.Finish();
        var commands = ReadCommands(command, topics);
        command?.Finish();

        var stopInputs = StopInputReader.Read(root);
        var robot = new RobotDescription
        {
            Name = name,
            Joints = joints,
            Cameras = ReadCameras(root),
            StopInputs = [.. stopInputs.Select(input => input.Name)],
            JointStateTimeout = statesTimeout,
        };
        robot = robot with { SafePose = ReadSafePose(root, robot.Joints) };
        var intervention = InterventionReader.Read(root, robot);
        root.Finish();
        return new HardwareProfile
        {
            Robot = robot,
            JointStates = jointStates,
            Commands = commands,
            Stamps = stamps,
            StopInputs = stopInputs,
            Intervention = intervention,
        };
    }

    /// <summary>What a topic of a list does not say itself is as the section says.</summary>
    private static List<CommandTopic> ReadCommands(ProfileNode? section, JointTopicReader topics)
    {
        var isList = section?.Has("topics") ?? false;
        var kind = section?.Choice<CommandInterface>("type", Interfaces) ?? default;
        var time = Seconds(section, "time_from_start_s", 0.001, CommandTopic.DefaultTimeFromStart.TotalSeconds);
        return topics.ReadCommands(section, (node, topic) => new CommandTopic
        {
            Topic = topic.Topic,
            Joints = topic.Joints,
            Names = topic.Names,
            Interface = isList ? node.Choice<CommandInterface>("type", Interfaces, kind) : kind,
            TimeFromStart = isList ? Seconds(node, "time_from_start_s", 0.001, time.TotalSeconds) : time,
        });
    }

    private static double[]? ReadSafePose(ProfileNode root, IReadOnlyList<JointDescription> joints)
    {
        if (!root.Has("safe_pose"))
            return null;
        var pose = root.Mapping("safe_pose")!;
        double[] values = [.. joints.Select(joint => pose.Number(joint.Name, joint.MinPosition, joint.MaxPosition))];
        pose.Finish();
        return values;
    }

    private static List<CameraDescription> ReadCameras(ProfileNode root)
    {
        var cameras = new List<CameraDescription>();
        var items = root.Sequence("cameras", required: false);
        if (items.Count > MaxCameras)
            root.Wrong("cameras", string.Create(CultureInfo.InvariantCulture, $"at most {MaxCameras} cameras"), items.Count.ToString(CultureInfo.InvariantCulture));
        foreach (var item in items)
        {
            var camera = new CameraDescription
            {
                Name = item.Text("name"),
                Topic = Topic(item, "topic"),
                Compressed = item.Flag("compressed", false),
                Timeout = Seconds(item, "timeout_s", 0.01, DefaultCameraTimeoutSeconds),
                Latency = TimeSpan.FromSeconds(item.Number("latency_s", 0, MaxLatencySeconds, 0)),
            };
            if (camera.Latency >= camera.Timeout)
                item.Wrong(
                    "latency_s",
                    string.Create(CultureInfo.InvariantCulture, $"less than timeout_s {camera.Timeout.TotalSeconds:R}: every picture would be stale"),
                    camera.Latency.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
            item.Finish();
            if (cameras.Any(other => other.Name == camera.Name))
                item.Wrong("name", "every camera once", $"'{camera.Name}' twice");
            cameras.Add(camera);
        }

        return cameras;
    }

    internal static string Topic(ProfileNode? node, string field)
    {
        var topic = node?.Text(field) ?? "";
        if (topic.Length > 0 && !IsAbsoluteTopic(topic))
            node!.Wrong(field, "an absolute ROS name such as /joint_states", $"'{topic}'");
        return topic;
    }

    /// <summary>The rules of ROS 2 names: tokens of letters, digits and underscores between single slashes, no token begins with a digit.</summary>
    private static bool IsAbsoluteTopic(string topic)
    {
        if (topic[0] != '/' || topic.Length > 200)
            return false;
        foreach (var token in topic[1..].Split('/'))
            if (token.Length == 0 || char.IsAsciiDigit(token[0]) || !token.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                return false;
        return true;
    }

    private static TimeSpan Seconds(ProfileNode? node, string field, double min, double absent) =>
        TimeSpan.FromSeconds(node?.Number(field, min, MaxTimeoutSeconds, absent) ?? absent);
}
