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
    private const int MaxJoints = 64;
    private const int MaxCameras = 16;
    private const double MaxPosition = 1000;
    private const double MaxVelocity = 1000;
    private const double MaxAcceleration = 100_000;
    private const double MaxTimeoutSeconds = 60;
    private const double MaxLatencySeconds = 1;
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

    private static readonly Dictionary<string, bool> JointTypes = new() { ["revolute"] = false, ["prismatic"] = true };

    private static readonly string[] UnusedLimits =
        ["has_effort_limits", "max_effort", "angle_wraparound", "k_position", "k_velocity", "max_jerk"];

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
        var before = errors.Count;
        var root = ReadYaml(yaml, file, errors);
        if (root is null)
            return null;
        var profile = ReadProfile(new ProfileNode(file, "", root, errors));
        return errors.Count == before ? profile : null;
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
        var statesTopic = Topic(states, "topic");
        var statesTimeout = Seconds(states, "timeout_s", 0.001, RobotDescription.DefaultJointStateTimeout.TotalSeconds);
        states?.Finish();

        var command = root.Mapping("command");
        var commandInterface = command?.Choice<CommandInterface>("type", Interfaces) ?? default;
        var commandTopic = Topic(command, "topic");
        var timeFromStart = Seconds(command, "time_from_start_s", 0.001, HardwareProfile.DefaultTimeFromStart.TotalSeconds);
        var commandLatency = command?.Number("latency_s", 0, MaxLatencySeconds, 0) ?? 0;
        command?.Finish();

        var stopInputs = StopInputReader.Read(root);
        var robot = new RobotDescription
        {
            Name = name,
            Joints = ReadJoints(root, commandLatency),
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
            JointStatesTopic = statesTopic,
            Command = commandInterface,
            CommandTopic = commandTopic,
            TimeFromStart = timeFromStart,
            Stamps = stamps,
            StopInputs = stopInputs,
            Intervention = intervention,
        };
    }

    private static List<JointDescription> ReadJoints(ProfileNode root, double commandLatency)
    {
        var joints = new List<JointDescription>();
        var items = root.Sequence("joints", required: true);
        if (root.Has("joints") && items.Count is 0 or > MaxJoints)
            root.Wrong("joints", string.Create(CultureInfo.InvariantCulture, $"1 to {MaxJoints} joints"), items.Count.ToString(CultureInfo.InvariantCulture));
        var limits = root.Mapping("joint_limits");
        foreach (var item in items)
        {
            var name = item.Text("name");
            var prismatic = item.Choice<bool>("type", JointTypes, false);
            var tracking = item.Number("max_tracking_error", 1e-6, MaxPosition);
            var latency = TimeSpan.FromSeconds(item.Number("command_latency_s", 0, MaxLatencySeconds, commandLatency));
            item.Finish();
            if (name.Length == 0)
                continue;
            if (joints.Any(joint => joint.Name == name))
                item.Wrong("name", "every joint once", $"'{name}' twice");
            else if (limits?.Mapping(name) is { } limit)
                joints.Add(ReadLimits(limit, name, prismatic, tracking) with { CommandLatency = latency });
        }

        limits?.Finish();
        return joints;
    }

    private static JointDescription ReadLimits(ProfileNode limit, string name, bool prismatic, double tracking)
    {
        Require(limit, "has_position_limits");
        Require(limit, "has_velocity_limits");
        Require(limit, "has_acceleration_limits");
        var min = limit.Number("min_position", -MaxPosition, MaxPosition);
        var max = limit.Number("max_position", -MaxPosition, MaxPosition);
        var velocity = limit.Number("max_velocity", 1e-6, MaxVelocity);
        var acceleration = limit.Number("max_acceleration", 1e-6, MaxAcceleration);

        // One number limits speeding up and slowing down here, so the smaller one counts; soft limits narrow the hard ones.
        if (limit.Flag("has_deceleration_limits", false))
            acceleration = Math.Min(acceleration, limit.Number("max_deceleration", 1e-6, MaxAcceleration));
        else
            limit.Ignore("max_deceleration");
        if (limit.Flag("has_soft_limits", false))
        {
            min = Math.Max(min, limit.Number("soft_lower_limit", -MaxPosition, MaxPosition));
            max = Math.Min(max, limit.Number("soft_upper_limit", -MaxPosition, MaxPosition));
        }
        else
        {
            limit.Ignore("soft_lower_limit");
            limit.Ignore("soft_upper_limit");
        }

        if (limit.Flag("has_jerk_limits", false))
            limit.Wrong("has_jerk_limits", "false, because jerk is not limited here", "true");
        foreach (var unused in UnusedLimits)
            limit.Ignore(unused);
        if (limit.Has("min_position") && limit.Has("max_position") && !(min < max))
            limit.Wrong("max_position", string.Create(CultureInfo.InvariantCulture, $"more than the lower limit {min:R}"), max.ToString("R", CultureInfo.InvariantCulture));
        limit.Finish();
        return new JointDescription
        {
            Name = name,
            Prismatic = prismatic,
            MinPosition = min,
            MaxPosition = max,
            MaxVelocity = velocity,
            MaxAcceleration = acceleration,
            MaxTrackingError = tracking,
        };
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

    private static void Require(ProfileNode limit, string flag)
    {
        if (!limit.Flag(flag, false))
            limit.Wrong(flag, "true: limits are mandatory", limit.Has(flag) ? "false" : "nothing");
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
