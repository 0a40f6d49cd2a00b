namespace RobotPolicy.Control.Hardware;

/// <summary>What closes the dead-man switch of an intervention topic.</summary>
public enum DeadManKind
{
    /// <summary>A button of the <c>sensor_msgs/Joy</c> that the commands come in.</summary>
    Button = 0,

    /// <summary>A <c>std_msgs/Bool</c> on a topic of its own: closed while it says true.</summary>
    BoolTopic,

    /// <summary>A button of a <c>sensor_msgs/Joy</c> on a topic of its own.</summary>
    JoyTopic,

    /// <summary>
    /// The stream itself: it is closed while messages come, and open at the first one after a silence. For leaders that stream only
    /// while a human holds them, and only where the profile says so.
    /// </summary>
    Presence,
}
