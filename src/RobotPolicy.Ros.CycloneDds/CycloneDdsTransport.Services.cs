using System.Buffers.Binary;
using System.Globalization;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Services;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Ros.CycloneDds;

/// <summary>
/// Services as rmw_cyclonedds maps them: two topics whose samples begin with the client's id and its count. Nodes with another
/// middleware (such as rmw_fastrtps) exchange topics with us; their requests lack the header and are counted as malformed.
/// </summary>
public sealed partial class CycloneDdsTransport
{
    private const int GuidPrefixLength = 12;

    // Replaced as a whole, like the endpoints.
    private RosServiceServer[] _services = [];
    private uint _serviceIds;

    /// <inheritdoc/>
    public IRosService CreateService(string name, RosServiceType type, IRosRequestHandler handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        var requestTopic = RosMangling.ToDdsRequestTopic(name);
        var replyTopic = RosMangling.ToDdsReplyTopic(name);
        RosServiceServer server = new(name, handler, Time);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var userData = $"serviceid={CreateServiceId_NeedsLock()};";
            server.AttachReplies(CreateServiceWriter_NeedsLock(name, replyTopic, type, type.Response, userData, statusKind: null));
            try
            {
                server.AttachRequests(CreateServiceReader_NeedsLock(name, requestTopic, type, type.Request, userData, RosEndpointKind.Service, server));
            }
            catch
            {
                server.Dispose();
                throw;
            }

            _services = [.. _services.Where(other => !other.IsDisposed), server];
            Announce_NeedsLock();
        }

        return server;
    }

    /// <inheritdoc/>
    public IRosClient CreateClient(string name, RosServiceType type, IRosReplyHandler handler)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(handler);
        var requestTopic = RosMangling.ToDdsRequestTopic(name);
        var replyTopic = RosMangling.ToDdsReplyTopic(name);
        RosServiceClient client = new(name, handler);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var userData = $"clientid={CreateServiceId_NeedsLock()};";
            var replies = CreateServiceReader_NeedsLock(name, replyTopic, type, type.Response, userData, statusKind: null, client);
            try
            {
                var requests = CreateServiceWriter_NeedsLock(name, requestTopic, type, type.Request, userData, RosEndpointKind.Client);
                client.Attach(replies, requests, GetClientId(requests.Guid));
            }
            catch
            {
                replies.Dispose();
                throw;
            }

            Announce_NeedsLock();
        }

        return client;
    }

    /// <summary>Any number that no other client has: a hash (FNV-1a) of the writer's identity, which is unique on the graph.</summary>
    private static ulong GetClientId(ReadOnlySpan<byte> guid)
    {
        const ulong Offset = 14695981039346656037;
        const ulong Prime = 1099511628211;
        var hash = Offset;
        foreach (var value in guid)
            hash = unchecked((hash ^ value) * Prime);
        return hash;
    }

    private CyclonePublisher CreateServiceWriter_NeedsLock(
        string name, string ddsTopic, RosServiceType type, RosMessageType message, string userData, RosEndpointKind? statusKind)
    {
        var qos = RosServiceServer.Qos;
        var blockingNs = CyclonePublisher.GetNativeBlockingNs(qos.MaxBlocking);
        var writer = _participant.CreateWriter(ddsTopic, RosMangling.ToDdsType(message.Name), qos, userData + GetUserData(message), blockingNs);
        CyclonePublisher publisher = new(this, name, new RosMessageType(type.Name, null), writer, qos.MaxBlocking)
        {
            Guid = writer.GetGuid(),
            StatusKind = statusKind ?? RosEndpointKind.Publisher,
            IsReported = statusKind is not null,
        };
        _endpoints = [.. _endpoints, publisher];
        return publisher;
    }

    private CycloneSubscription CreateServiceReader_NeedsLock(
        string name,
        string ddsTopic,
        RosServiceType type,
        RosMessageType message,
        string userData,
        RosEndpointKind? statusKind,
        IRosSampleHandler handler)
    {
        var reader = _participant.CreateReader(ddsTopic, RosMangling.ToDdsType(message.Name), RosServiceServer.Qos, userData + GetUserData(message));
        CycloneSubscription subscription = new(this, name, new RosMessageType(type.Name, null), reader, handler)
        {
            Guid = reader.GetGuid(),
            StatusKind = statusKind ?? RosEndpointKind.Subscription,
            IsReported = statusKind is not null,
        };
        _receive.Add(subscription);
        _endpoints = [.. _endpoints, subscription];
        return subscription;
    }

    /// <summary>
    /// Pairs the two halves of a service for rmw_cyclonedds: the participant's prefix, then a count, as hexadecimal bytes.
    /// </summary>
    private string CreateServiceId_NeedsLock()
    {
        Span<byte> id = stackalloc byte[16];
        _participant.GetGuid().AsSpan(0, GuidPrefixLength).CopyTo(id);
        BinaryPrimitives.WriteUInt32BigEndian(id[GuidPrefixLength..], ++_serviceIds);
        return string.Join('.', id.ToArray().Select(value => value.ToString("x", CultureInfo.InvariantCulture)));
    }
}
