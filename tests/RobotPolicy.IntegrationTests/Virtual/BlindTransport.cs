using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.Virtual;

/// <summary>A node that listens for pictures where there are none.</summary>
internal sealed class BlindTransport(IRosTransport inner) : IRosTransport
{
    public string NodeName => inner.NodeName;

    public long DroppedEventCount => inner.DroppedEventCount;

    public IRosPublisher CreatePublisher(string topic, RosMessageType type, QosProfile qos) => inner.CreatePublisher(topic, type, qos);

    public IRosSubscription CreateSubscription(string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler) =>
        inner.CreateSubscription(type == Image.Type ? topic + "/nobody" : topic, type, qos, handler);

    public IRosService CreateService(string name, RosServiceType type, IRosRequestHandler handler) => inner.CreateService(name, type, handler);

    public IRosClient CreateClient(string name, RosServiceType type, IRosReplyHandler handler) => inner.CreateClient(name, type, handler);

    public IReadOnlyList<RosEndpointStatus> GetEndpoints() => inner.GetEndpoints();

    public bool TryReadEvent(out RosEndpointStatus change) => inner.TryReadEvent(out change);

    public void Dispose() => inner.Dispose();
}
