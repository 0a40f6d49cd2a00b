namespace RobotPolicy.Ros.Transport;

/// <summary>What publishers and subscriptions have in common: identity, QoS and the state that the graph reports.</summary>
internal abstract class InMemoryEndpoint(InMemoryTransport transport, string topic, RosMessageType type, QosProfile qos, RosEndpointKind kind)
{
    private int _matchedCount;
    private long _incompatibleQosTotal;
    private string? _lastIncompatiblePolicy;

    public string Topic { get; } = topic;

    public RosMessageType Type { get; } = type;

    public QosProfile Qos { get; } = qos;

    public int MatchedCount => Volatile.Read(ref _matchedCount);

    /// <summary>What the graph calls it; <see langword="null"/> for the half of a service that only its other half speaks for.</summary>
    public InMemoryEndpointLabel? Label { get; init; } = new(topic, type.Name, kind);

    protected InMemoryTransport Transport { get; } = transport;

    /// <summary>As the graph shows it to a node; <see langword="null"/> for a half of a service, which is no topic.</summary>
    public RosGraphEndpoint? Describe(InMemoryTransport asker) => Label is { Kind: RosEndpointKind.Publisher or RosEndpointKind.Subscription } label
        ? new RosGraphEndpoint(label.Name, label.TypeName, label.Kind, Qos.Reliability, Qos.Durability, Transport.NodeName, Transport == asker)
        : null;

    public RosEndpointStatus GetStatus(InMemoryEndpointLabel label) => new(
        label.Name,
        label.TypeName,
        label.Kind,
        MatchedCount,
        Interlocked.Read(ref _incompatibleQosTotal),
        Volatile.Read(ref _lastIncompatiblePolicy));

    /// <summary>Changes the number of matches. The caller holds the network's gate.</summary>
    public void ChangeMatches_NeedsLock(int change)
    {
        Volatile.Write(ref _matchedCount, _matchedCount + change);
        PostEvent();
    }

    /// <summary>Notes a peer that does not fit. The caller holds the network's gate.</summary>
    public void RefuseMatch_NeedsLock(string policy)
    {
        Volatile.Write(ref _lastIncompatiblePolicy, policy);
        Interlocked.Increment(ref _incompatibleQosTotal);
        PostEvent();
    }

    private void PostEvent()
    {
        if (Label is { } label)
            Transport.PostEvent(GetStatus(label));
    }
}
