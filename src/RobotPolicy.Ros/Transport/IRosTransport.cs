using RobotPolicy.Ros.Services;

namespace RobotPolicy.Ros.Transport;

/// <summary>
/// One node on a ROS 2 graph. Creates endpoints that carry serialised messages; encoding stays with the caller.
/// Create and dispose endpoints from any thread; handlers run on the transport's own receive thread.
/// </summary>
public interface IRosTransport : IDisposable
{
    /// <summary>Fully qualified node name, such as <c>/robot_policy</c>.</summary>
    string NodeName { get; }

    /// <summary>Announces a publisher.</summary>
    /// <param name="topic">Absolute ROS name, such as <c>/joint_states</c>. An invalid name throws <see cref="ArgumentException"/>.</param>
    /// <param name="type">Message type.</param>
    /// <param name="qos">Offered QoS.</param>
    IRosPublisher CreatePublisher(string topic, RosMessageType type, QosProfile qos);

    /// <summary>Subscribes. The handler may be called before this method returns.</summary>
    /// <param name="topic">Absolute ROS name.</param>
    /// <param name="type">Message type.</param>
    /// <param name="qos">Requested QoS.</param>
    /// <param name="handler">Receives the samples on the receive thread.</param>
    IRosSubscription CreateSubscription(string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler);

    /// <summary>Offers a service. The handler may be called before this method returns.</summary>
    /// <param name="name">Absolute ROS name, such as <c>/robot_policy/stop</c>. An invalid name throws <see cref="ArgumentException"/>.</param>
    /// <param name="type">Service type.</param>
    /// <param name="handler">Receives the requests on the receive thread.</param>
    IRosService CreateService(string name, RosServiceType type, IRosRequestHandler handler);

    /// <summary>Becomes a client of a service, which need not exist yet.</summary>
    /// <param name="name">Absolute ROS name.</param>
    /// <param name="type">Service type.</param>
    /// <param name="handler">Receives the replies on the receive thread.</param>
    IRosClient CreateClient(string name, RosServiceType type, IRosReplyHandler handler);

    /// <summary>State of every live endpoint; a service or client is one. Allocates; not for the tick.</summary>
    IReadOnlyList<RosEndpointStatus> GetEndpoints();

    /// <summary>
    /// Next change of an endpoint's matches or QoS conflicts, oldest first. The queue is bounded; when it is full the oldest
    /// event is dropped and counted in <see cref="DroppedEventCount"/>.
    /// </summary>
    /// <returns><see langword="false"/> when nothing changed since the last call.</returns>
    bool TryReadEvent(out RosEndpointStatus change);

    /// <summary>Events lost because nobody read them in time.</summary>
    long DroppedEventCount { get; }
}
