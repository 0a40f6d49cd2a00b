namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Which peers the transport can find. A wrong profile fails silently: nothing is matched, nothing arrives. Show the matched counts.
/// </summary>
public enum DiscoveryProfile
{
    /// <summary>Multicast on the network, as ROS 2 does when nothing is configured. Does not reach the other profiles.</summary>
    Lan = 0,

    /// <summary>
    /// This machine only, towards ROS 2 Jazzy and later with <c>ROS_AUTOMATIC_DISCOVERY_RANGE=LOCALHOST</c>. Does not reach <see cref="Loopback"/>.
    /// </summary>
    JazzyLocal,

    /// <summary>
    /// This machine only, over the loopback interface with messages as large as it carries: our own processes, Humble with
    /// <c>ROS_LOCALHOST_ONLY=1</c>, Fast DDS bound to loopback.
    /// </summary>
    Loopback,

    /// <summary>The user's own Cyclone DDS configuration.</summary>
    Custom,
}
