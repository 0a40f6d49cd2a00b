using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Data.Log;

/// <summary>Types and topics of what the service itself writes into a recording, beside the robot's messages.</summary>
public static class LogTypes
{
    /// <summary>What a tick saw and did.</summary>
    public static RosMessageType Tick { get; } = new("robotpolicy_msgs/msg/Tick", null);

    /// <summary>What other threads handed to a tick.</summary>
    public static RosMessageType Inputs { get; } = new("robotpolicy_msgs/msg/Inputs", null);

    /// <summary>What an inference looked at, and what came of it.</summary>
    public static RosMessageType Inference { get; } = new("robotpolicy_msgs/msg/Inference", null);

    /// <summary>How stamps are read from a message on.</summary>
    public static RosMessageType StampOffset { get; } = new("robotpolicy_msgs/msg/StampOffset", null);

    /// <summary>What happened beside the ticks.</summary>
    public static RosMessageType Event { get; } = new("robotpolicy_msgs/msg/Event", null);

    /// <summary>The topic of one of these types below a node: <c>/robot_policy/log/tick</c>.</summary>
    /// <param name="nodeName">Fully qualified name of the node.</param>
    /// <param name="type">One of the types above.</param>
    public static string TopicOf(string nodeName, RosMessageType type)
    {
        var name = type.Name[(type.Name.LastIndexOf('/') + 1)..];
        return $"{nodeName}/log/{(name == "StampOffset" ? "stamp_offset" : name.ToLowerInvariant())}";
    }
}
