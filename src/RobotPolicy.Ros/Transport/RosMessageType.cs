namespace RobotPolicy.Ros.Transport;

/// <summary>Identity of a ROS 2 message type on the wire.</summary>
/// <param name="Name">ROS name, such as <c>sensor_msgs/msg/JointState</c>.</param>
/// <param name="TypeHash">
/// REP-2011 hash (<c>RIHS01_…</c>) announced with each endpoint, or <see langword="null"/> where the type has none that we know.
/// </param>
public sealed record RosMessageType(string Name, string? TypeHash);
