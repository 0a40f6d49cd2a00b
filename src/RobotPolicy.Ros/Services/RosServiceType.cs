using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.Services;

/// <summary>Identity of a ROS 2 service type: the message types of its two halves.</summary>
/// <param name="Name">ROS name, such as <c>std_srvs/srv/Trigger</c>.</param>
/// <param name="Request">Type of the requests, <c>std_srvs/srv/Trigger_Request</c>.</param>
/// <param name="Response">Type of the responses, <c>std_srvs/srv/Trigger_Response</c>.</param>
public sealed record RosServiceType(string Name, RosMessageType Request, RosMessageType Response);
