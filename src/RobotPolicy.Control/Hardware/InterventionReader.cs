using System.Globalization;
using RobotPolicy.Control.Intervention;
using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>Reads the section <c>intervention</c> of a hardware profile.</summary>
internal static class InterventionReader
{
    private const int MaxIndex = 255;
    private const double MaxScale = 100;
    private const double MinSilenceSeconds = 0.02;
    private const double MaxSilenceSeconds = 5;
    private const double MinTakeoverSpeed = 0.01;

    private static readonly Dictionary<string, InterventionMessage> Messages = new()
    {
        ["joint_state"] = InterventionMessage.JointState,
        ["float64_multi_array"] = InterventionMessage.Float64MultiArray,
        ["joint_trajectory"] = InterventionMessage.JointTrajectory,
        ["joint_jog"] = InterventionMessage.JointJog,
        ["joy"] = InterventionMessage.Joy,
    };

    private static readonly Dictionary<string, HumanFrameKind> Targets = new()
    {
        ["clutch"] = HumanFrameKind.ClutchedTarget,
        ["absolute"] = HumanFrameKind.AbsoluteTarget,
    };

    private static readonly Dictionary<string, HumanFrameKind> Velocities = new() { ["jog"] = HumanFrameKind.Jog };

    private static readonly Dictionary<string, HumanFrameKind> All = new([.. Targets, .. Velocities]);

    private static readonly Dictionary<string, DeadManKind> Switches = new()
    {
        ["button"] = DeadManKind.Button,
        ["bool"] = DeadManKind.BoolTopic,
        ["joy"] = DeadManKind.JoyTopic,
        ["presence"] = DeadManKind.Presence,
    };

    private static readonly Dictionary<string, DeadManKind> SwitchesElsewhere =
        new(Switches.Where(one => one.Value != DeadManKind.Button));

    public static InterventionDescription? Read(ProfileNode root, RobotDescription robot)
    {
        if (root.Mapping("intervention", required: false) is not { } section)
            return null;
        var topic = HardwareProfileLoader.Topic(section, "topic");
        var message = section.Choice<InterventionMessage>("type", Messages);
        var kind = message switch
        {
            InterventionMessage.JointJog or InterventionMessage.Joy => section.Choice<HumanFrameKind>("mode", Velocities, HumanFrameKind.Jog),
            InterventionMessage.Float64MultiArray => section.Choice<HumanFrameKind>("mode", All),
            _ => section.Choice<HumanFrameKind>("mode", Targets),
        };
        var scale = section.Number("scale", -MaxScale, MaxScale, 1);
        if (kind == HumanFrameKind.AbsoluteTarget && scale != 1)
            section.Wrong("scale", "1, because an absolute target is a place", scale.ToString("R", CultureInfo.InvariantCulture));
        var reliable = section.Flag("reliable", false);
        var axes = message == InterventionMessage.Joy ? Axes(section, robot) : [];
        var deadMan = section.Mapping("deadman") is { } node ? DeadMan(node, message) : null;
        TimeSpan? silence = section.Has("silence_s")
            ? TimeSpan.FromSeconds(section.Number("silence_s", MinSilenceSeconds, MaxSilenceSeconds))
            : null;
        double? speed = section.Has("takeover_speed") ? section.Number("takeover_speed", MinTakeoverSpeed, 1) : null;
        section.Ignore("silence_s");
        section.Ignore("takeover_speed");
        section.Finish();
        return deadMan is null ? null : new InterventionDescription
        {
            Topic = topic,
            Message = message,
            Kind = kind,
            DeadMan = deadMan,
            Scale = scale,
            Axes = axes,
            Reliable = reliable,
            Silence = silence,
            TakeoverSpeed = speed,
        };
    }

    private static List<JoyAxis> Axes(ProfileNode section, RobotDescription robot)
    {
        var axes = new List<JoyAxis>();
        foreach (var item in section.Sequence("axes", required: true))
        {
            var axis = Index(item, "axis");
            var name = item.Text("joint");
            var joint = robot.IndexOfJoint(name);
            var limit = joint < 0 ? MaxScale : robot.Joints[joint].MaxVelocity;
            var speed = item.Number("speed", -limit, limit);
            item.Finish();
            if (name.Length > 0 && joint < 0)
                item.Wrong("joint", "a joint of the robot", $"'{name}'");
            else if (axes.Any(other => other.Joint == joint))
                item.Wrong("joint", "every joint once", $"'{name}' twice");
            axes.Add(new JoyAxis(axis, joint, speed));
        }

        if (section.Has("axes") && axes.Count == 0)
            section.Wrong("axes", "at least one axis", "none");
        return axes;
    }

    private static DeadManDescription DeadMan(ProfileNode node, InterventionMessage message)
    {
        var kind = node.Choice<DeadManKind>("type", message == InterventionMessage.Joy ? Switches : SwitchesElsewhere);
        var hasTopic = kind is DeadManKind.BoolTopic or DeadManKind.JoyTopic;
        var deadMan = new DeadManDescription
        {
            Kind = kind,
            Topic = hasTopic ? HardwareProfileLoader.Topic(node, "topic") : "",
            Button = kind is DeadManKind.Button or DeadManKind.JoyTopic ? Index(node, "button") : 0,
            Timeout = hasTopic
                ? TimeSpan.FromSeconds(node.Number("timeout_s", MinSilenceSeconds, MaxSilenceSeconds, DeadManDescription.DefaultTimeout.TotalSeconds))
                : DeadManDescription.DefaultTimeout,
        };
        node.Finish();
        return deadMan;
    }

    private static int Index(ProfileNode node, string field)
    {
        var number = node.Number(field, 0, MaxIndex);
        if (number != Math.Floor(number))
            node.Wrong(field, "a whole number", number.ToString("R", CultureInfo.InvariantCulture));
        return (int)number;
    }
}
