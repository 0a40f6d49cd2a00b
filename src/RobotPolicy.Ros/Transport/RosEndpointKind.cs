namespace RobotPolicy.Ros.Transport;

/// <summary>Direction of an endpoint, seen from this process.</summary>
public enum RosEndpointKind
{
    /// <summary>We publish.</summary>
    Publisher = 0,

    /// <summary>We subscribe.</summary>
    Subscription,

    /// <summary>We offer a service; the matches are its clients.</summary>
    Service,

    /// <summary>We call a service; the matches are its servers.</summary>
    Client,
}
