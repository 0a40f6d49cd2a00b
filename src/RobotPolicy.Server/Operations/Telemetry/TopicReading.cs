namespace RobotPolicy.Server.Operations.Telemetry;

/// <summary>Figures of one topic that the robot publishes, at one instant.</summary>
/// <param name="Name">What it is, for humans.</param>
/// <param name="Topic">ROS name.</param>
/// <param name="Timeout">Age at which it is stale.</param>
/// <param name="Age">Age of the newest message; <see langword="null"/> where there is none.</param>
/// <param name="Received">Messages accepted since the start.</param>
/// <param name="Dropped">Messages that were not used: repeated, late, from the future, or no room.</param>
/// <param name="Invalid">Messages that could not be used.</param>
/// <param name="Publishers">Publishers that are matched now.</param>
/// <param name="IncompatibleQos">The QoS policy that keeps a publisher out; empty where none does.</param>
public sealed record TopicReading(
    string Name, string Topic, TimeSpan Timeout, TimeSpan? Age, long Received, long Dropped, long Invalid, int Publishers, string IncompatibleQos);
