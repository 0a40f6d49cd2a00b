namespace RobotPolicy.Control.Hardware;

/// <summary>Which message a heartbeat consists of. Its content does not matter, but DDS matches topics by type.</summary>
public enum HeartbeatMessage
{
    /// <summary><c>std_msgs/msg/Empty</c>.</summary>
    Empty = 0,

    /// <summary><c>std_msgs/msg/Bool</c>, with any value.</summary>
    Bool,

    /// <summary><c>std_msgs/msg/Header</c>, with any stamp.</summary>
    Header,
}
