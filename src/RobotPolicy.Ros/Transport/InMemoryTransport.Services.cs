using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Services;

namespace RobotPolicy.Ros.Transport;

public sealed partial class InMemoryTransport
{
    /// <inheritdoc/>
    public IRosService CreateService(string name, RosServiceType type, IRosRequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        var requestTopic = RosMangling.ToDdsRequestTopic(name);
        var replyTopic = RosMangling.ToDdsReplyTopic(name);
        var server = new RosServiceServer(name, handler, _network.TimeProvider);
        var replies = new InMemoryPublisher(this, _network, replyTopic, type.Response, RosServiceServer.Qos) { Label = null };
        Add(replies);
        server.AttachReplies(replies);
        var requests = new InMemorySubscription(this, _network, requestTopic, type.Request, RosServiceServer.Qos, server)
        {
            Label = new InMemoryEndpointLabel(name, type.Name, RosEndpointKind.Service),
        };
        Add(requests);
        server.AttachRequests(requests);
        return server;
    }

    /// <inheritdoc/>
    public IRosClient CreateClient(string name, RosServiceType type, IRosReplyHandler handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        var requestTopic = RosMangling.ToDdsRequestTopic(name);
        var replyTopic = RosMangling.ToDdsReplyTopic(name);
        var client = new RosServiceClient(name, handler);
        var replies = new InMemorySubscription(this, _network, replyTopic, type.Response, RosServiceServer.Qos, client) { Label = null };
        Add(replies);
        var requests = new InMemoryPublisher(this, _network, requestTopic, type.Request, RosServiceServer.Qos)
        {
            Label = new InMemoryEndpointLabel(name, type.Name, RosEndpointKind.Client),
        };
        Add(requests);
        client.Attach(replies, requests, (ulong)_network.NextSequence());
        return client;
    }
}
