using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether joint states come, and name the profile's joints.</summary>
internal sealed class JointNamesCheck : IHardwareCheck
{
    private const string Name = "joint names";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard) => profile.JointStates.Select(topic => Judge(profile, topic, heard));

    private static Finding Judge(HardwareProfile profile, JointTopic topic, Heard heard)
    {
        if (heard.Joints.GetValueOrDefault(topic.Topic) is not { Stream.IsHeard: true } joints)
            return Unheard.Explain(
                Name, topic.Topic, JointState.Type, QosProfile.SensorData, heard.Joints.GetValueOrDefault(topic.Topic)?.Stream.MalformedCount ?? 0, heard);
        var names = joints.Joints.Select(joint => joint.Name).ToList();
        var missing = topic.Names.Where(name => !names.Contains(name)).ToList();
        if (missing.Count > 0)
            return new Finding(
                Name,
                CheckState.Problem,
                $"{topic.Topic} lacks {string.Join(", ", missing)}",
                $"It names {(names.Count == 0 ? "no joint" : string.Join(", ", names))}.{Suggest(profile, topic, missing, names)}");
        var twice = topic.Names.Where(name => names.Count(other => other == name) > 1).ToList();
        if (twice.Count > 0)
            return new Finding(Name, CheckState.Problem, $"{topic.Topic} names {string.Join(", ", twice)} twice", "Nobody can tell which of two is the joint. Look at the driver.");
        if (joints.WithoutPositionsCount > 0)
            return new Finding(Name, CheckState.Problem, $"{topic.Topic}: {joints.WithoutPositionsCount} messages lack positions", "A joint state without a position for each name is of no use; look at its publisher.");
        if (joints.LayoutChangeCount > 2)
            return new Finding(
                Name,
                CheckState.Problem,
                $"{topic.Topic}: names or their order changed {joints.LayoutChangeCount} times",
                "Several publishers with different joints share the topic; each message must have all joints of the profile. Merge them (joint_state_publisher), "
                + "or give each a topic of its own and list those under `topics`.",
                $"ros2 topic info --verbose {topic.Topic}");
        var extra = names.Count - topic.Names.Count;
        var isOrdered = names.Where(topic.Names.Contains).SequenceEqual(topic.Names);
        return Finding.Ok(
            Name,
            $"{topic.Topic}: all {topic.Names.Count}{(extra > 0 ? $", and {extra} that the profile leaves alone" : "")}{(isOrdered ? "" : ", in another order, which does not matter")}");
    }

    /// <summary>A prefix or suffix in common explains most of what is missing.</summary>
    private static string Suggest(HardwareProfile profile, JointTopic topic, List<string> missing, List<string> names)
    {
        var pairs = missing.Select(name => (Name: name, Heard: names.FirstOrDefault(other =>
            other.EndsWith(name, StringComparison.Ordinal) || name.EndsWith(other, StringComparison.Ordinal)
            || other.StartsWith(name, StringComparison.Ordinal) || name.StartsWith(other, StringComparison.Ordinal)))).ToList();
        if (pairs.Any(pair => pair.Heard is null))
            return " Correct the names in the profile; they are the driver's.";
        var joint = profile.Robot.Joints[topic.Joints[topic.Names.ToList().IndexOf(pairs[0].Name)]].Name;
        return $" They look like the same joints with another prefix: give them driver_name, such as {{name: {joint}, driver_name: {pairs[0].Heard}, …}}, or rename them.";
    }
}
