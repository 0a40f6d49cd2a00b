using RobotPolicy.Control.Model;

namespace RobotPolicy.Control.Hardware;

/// <summary>
/// Reads the topics of the sections <c>joint_states</c> and <c>command</c>: one for all joints, or a list of topics with the joints of
/// each, as robots with several drivers have them.
/// </summary>
internal sealed class JointTopicReader
{
    private readonly IReadOnlyList<JointDescription> _joints;
    private readonly IReadOnlyDictionary<string, string> _driverNames;

    /// <param name="joints">The robot's joints.</param>
    /// <param name="driverNames">What messages call a joint, where that is not its name.</param>
    public JointTopicReader(IReadOnlyList<JointDescription> joints, IReadOnlyDictionary<string, string> driverNames) =>
        (_joints, _driverNames) = (joints, driverNames);

    /// <summary>Reads the topics of joint states; the joints of each stand in the robot's order, as messages name them anyway.</summary>
    public List<JointTopic> ReadStates(ProfileNode? section) =>
        Read(section, "joint_states", (_, topic) => Topic(topic.Topic, topic.Joints.Order()));

    /// <summary>Reads the topics of commands.</summary>
    /// <param name="section">The section; <see langword="null"/> where there is none.</param>
    /// <param name="complete">Adds what belongs to a command: of the section itself, or of one entry of its list.</param>
    public List<CommandTopic> ReadCommands(ProfileNode? section, Func<ProfileNode, JointTopic, CommandTopic> complete) =>
        Read(section, "command", complete);

    private List<T> Read<T>(ProfileNode? section, string name, Func<ProfileNode, JointTopic, T> complete)
        where T : JointTopic
    {
        if (section is null)
            return [];
        if (!section.Has("topics"))
        {
            var all = Topic(HardwareProfileLoader.Topic(section, "topic"), Enumerable.Range(0, _joints.Count));
            RefuseTwins(section, "topic", all);
            section.Ignore("topics");
            return [complete(section, all)];
        }

        if (section.Has("topic"))
            section.Wrong("topic", "either topic, for all joints, or topics, a list with the joints of each", "both");
        section.Ignore("topic");
        var topics = new List<T>();
        var owners = new Dictionary<int, string>();
        foreach (var item in section.Sequence("topics", required: true))
        {
            var topic = ReadOne(item, owners);
            if (topics.Any(other => other.Topic == topic.Topic))
                item.Wrong("topic", "every topic once", $"'{topic.Topic}' twice");
            topics.Add(complete(item, topic));
            item.Finish();
        }

        var missing = Enumerable.Range(0, _joints.Count).Where(joint => !owners.ContainsKey(joint)).Select(joint => _joints[joint].Name).ToList();
        if (missing.Count > 0)
            section.Wrong("topics", $"every joint on one topic of {name}", $"none for {string.Join(", ", missing)}");
        return topics;
    }

    private JointTopic ReadOne(ProfileNode item, Dictionary<int, string> owners)
    {
        var name = HardwareProfileLoader.Topic(item, "topic");
        var joints = new List<int>();
        foreach (var text in item.Texts("joints"))
        {
            var joint = IndexOf(text);
            if (joint < 0 && !_driverNames.ContainsKey(text))
                item.Wrong("joints", "joints of the robot", $"'{text}'");
            else if (joint < 0)
                continue; // declared, but its limits are wrong: that was told
            else if (!owners.TryAdd(joint, name))
                item.Wrong("joints", "every joint on one topic", $"'{text}' twice");
            else
                joints.Add(joint);
        }

        var topic = Topic(name, joints);
        RefuseTwins(item, "joints", topic);
        return topic;
    }

    /// <summary>Two joints that a message calls by the same name cannot be told apart.</summary>
    private static void RefuseTwins(ProfileNode node, string field, JointTopic topic)
    {
        foreach (var twins in topic.Names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
            node.Wrong(field, "a driver_name once on each topic", $"'{twins.Key}' twice");
    }

    private JointTopic Topic(string name, IEnumerable<int> joints)
    {
        int[] places = [.. joints];
        return new JointTopic
        {
            Topic = name,
            Joints = places,
            Names = [.. places.Select(joint => _driverNames.GetValueOrDefault(_joints[joint].Name, _joints[joint].Name))],
        };
    }

    private int IndexOf(string name)
    {
        for (var joint = 0; joint < _joints.Count; joint++)
            if (_joints[joint].Name == name)
                return joint;
        return -1;
    }
}
