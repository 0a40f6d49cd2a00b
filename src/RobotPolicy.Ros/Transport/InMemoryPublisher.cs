namespace RobotPolicy.Ros.Transport;

/// <summary>Copies a message once and puts it into the queue of every matched subscription.</summary>
/// <remarks>Locks are taken in the order network, publisher, subscription, transport; handlers run outside all of them.</remarks>
internal sealed class InMemoryPublisher : InMemoryEndpoint, IRosPublisher
{
    // The encapsulation header and at least one byte, as Cyclone DDS demands.
    private const int MinMessageSize = 5;

    private readonly InMemoryNetwork _network;
    private readonly Lock _gate = new();
    private readonly Queue<InMemoryPayload> _history = new();
    private readonly int _historyDepth;
    private InMemorySubscription[] _targets = [];
    private bool _isDisposed;

    public InMemoryPublisher(InMemoryTransport transport, InMemoryNetwork network, string topic, RosMessageType type, QosProfile qos)
        : base(transport, topic, type, qos, RosEndpointKind.Publisher)
    {
        _network = network;
        if (qos.Durability == QosDurability.TransientLocal)
            _historyDepth = qos.History == QosHistory.KeepAll ? InMemoryNetwork.KeepAllLimit : qos.Depth;
    }

    public bool IsDisposed => Volatile.Read(ref _isDisposed);

    /// <inheritdoc/>
    public PublishStatus Publish(ReadOnlySpan<byte> cdr)
    {
        if (IsDisposed)
            return PublishStatus.Disposed;
        if (cdr.Length < MinMessageSize || cdr.Length > InMemoryPool.MaxMessageSize || cdr[0] != 0 || cdr[1] > 1)
            return PublishStatus.Failed;

        var targets = Volatile.Read(ref _targets);
        var status = ReserveAll(targets);
        if (status != PublishStatus.Sent)
            return status;

        var payload = _network.Pool.Rent(cdr.Length);
        payload.Fill(cdr, _network.TimeProvider.GetUnixNs());
        lock (_gate)
        {
            // The targets may have changed since room was reserved: what is gone has closed its queue, and what is new
            // takes the message if it has room.
            if (_isDisposed)
                status = PublishStatus.Disposed;
            else
                Distribute_NeedsLock(payload, targets);
        }

        payload.Release();
        if (status == PublishStatus.Disposed)
            CancelAll(targets);
        return status;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            Volatile.Write(ref _isDisposed, true);
        }

        foreach (var target in Volatile.Read(ref _targets))
            target.WakeReservers();
        _network.Disconnect(this);
        Transport.Remove(this);
        lock (_gate)
        {
            while (_history.TryDequeue(out var payload))
                payload.Release();
        }
    }

    /// <summary>Adds a matched subscription and hands a late joiner the history it asked for.</summary>
    public void AddTarget(InMemorySubscription target)
    {
        lock (_gate)
        {
            _targets = [.. _targets, target];
            if (target.Qos.Durability != QosDurability.TransientLocal)
                return;
            foreach (var payload in _history)
                target.Enqueue(payload, isReserved: false);
        }
    }

    public bool RemoveTarget(InMemorySubscription target)
    {
        lock (_gate)
        {
            var before = _targets.Length;
            _targets = Array.FindAll(_targets, other => other != target);
            return _targets.Length != before;
        }
    }

    public InMemorySubscription[] RemoveAllTargets()
    {
        lock (_gate)
        {
            var targets = _targets;
            _targets = [];
            return targets;
        }
    }

    /// <summary>Waits for room in every reliable keep-all queue, before anybody gets the message.</summary>
    private PublishStatus ReserveAll(InMemorySubscription[] targets)
    {
        if (Qos.Reliability != QosReliability.Reliable)
            return PublishStatus.Sent;
        for (var i = 0; i < targets.Length; i++)
        {
            var status = targets[i].TryReserve(this);
            if (status == PublishStatus.Sent)
                continue;
            CancelAll(targets.AsSpan(0, i));
            return status;
        }

        return PublishStatus.Sent;
    }

    private void CancelAll(ReadOnlySpan<InMemorySubscription> targets)
    {
        if (Qos.Reliability != QosReliability.Reliable)
            return;
        foreach (var target in targets)
            target.CancelReservation();
    }

    private void Distribute_NeedsLock(InMemoryPayload payload, InMemorySubscription[] reserved)
    {
        var isReliable = Qos.Reliability == QosReliability.Reliable;
        foreach (var target in _targets)
            target.Enqueue(payload, isReliable && (reserved == _targets || Array.IndexOf(reserved, target) >= 0));
        if (_historyDepth == 0)
            return;
        if (_history.Count == _historyDepth)
            _history.Dequeue().Release();
        payload.Retain();
        _history.Enqueue(payload);
    }
}
