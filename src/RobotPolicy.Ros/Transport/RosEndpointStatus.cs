namespace RobotPolicy.Ros.Transport;

/// <summary>
/// State of one endpoint. Emitted as an event whenever it changed, and readable at any time, because a wrong discovery profile
/// or a QoS mismatch is otherwise silent.
/// </summary>
/// <param name="Topic">ROS name of the topic or service.</param>
/// <param name="TypeName">ROS name of the message or service type.</param>
/// <param name="Kind">Direction.</param>
/// <param name="Matched">Peers matched now.</param>
/// <param name="IncompatibleQosTotal">Peers refused so far because their QoS does not fit.</param>
/// <param name="LastIncompatiblePolicy">
/// DDS policy that last prevented a match, such as <c>RELIABILITY</c> or <c>DURABILITY</c>; <see langword="null"/> if none did.
/// </param>
public readonly record struct RosEndpointStatus(
    string Topic,
    string TypeName,
    RosEndpointKind Kind,
    int Matched,
    long IncompatibleQosTotal,
    string? LastIncompatiblePolicy);
