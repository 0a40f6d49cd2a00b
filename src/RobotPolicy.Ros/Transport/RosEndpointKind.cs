namespace RobotPolicy.Ros.Transport;

/// <summary>Direction of an endpoint, seen from this process.</summary>
public enum RosEndpointKind
{
    /// <summary>We publish.</summary>
    Publisher = 0,

    /// <summary>We subscribe.</summary>
    Subscription,
}
