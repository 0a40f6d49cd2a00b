namespace RobotPolicy.Control.Hardware;

/// <summary>What a stop input says with its messages.</summary>
public enum StopInputType
{
    /// <summary><c>std_msgs/msg/Bool</c>: one of its two values is a stop.</summary>
    Bool = 0,

    /// <summary>Any message is a sign of life; only silence is a stop.</summary>
    Heartbeat,
}
