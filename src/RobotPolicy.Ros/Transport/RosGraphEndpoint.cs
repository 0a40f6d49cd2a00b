namespace RobotPolicy.Ros.Transport;

/// <summary>A publisher or subscription somewhere on the graph.</summary>
/// <param name="Topic">ROS name of the topic.</param>
/// <param name="TypeName">ROS name of the message type; the middleware's own name where it is no ROS type.</param>
/// <param name="Kind"><see cref="RosEndpointKind.Publisher"/> or <see cref="RosEndpointKind.Subscription"/>.</param>
/// <param name="Reliability">Offered, or asked for.</param>
/// <param name="Durability">Offered, or asked for.</param>
/// <param name="Node">The node that it belongs to; empty where nobody said so.</param>
/// <param name="IsOurs">Whether it belongs to the transport that was asked.</param>
public sealed record RosGraphEndpoint(
    string Topic,
    string TypeName,
    RosEndpointKind Kind,
    QosReliability Reliability,
    QosDurability Durability,
    string Node,
    bool IsOurs);
