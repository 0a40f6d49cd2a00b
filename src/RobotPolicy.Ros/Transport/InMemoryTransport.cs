using RobotPolicy.Ros.Naming;

namespace RobotPolicy.Ros.Transport;

/// <summary>
/// One node on an <see cref="InMemoryNetwork"/>, with the behaviour of a DDS transport: bounded queues by history QoS, matching by
/// type and QoS, late joiners, its own receive thread, pooled samples. Like DDS, it delivers a node's messages to the node's own
/// subscriptions too. Samples are handed out in order of arrival over all subscriptions.
/// </summary>
public sealed partial class InMemoryTransport : IRosTransport, IRosGraph
{
    private const int MaxEvents = 256;

    private readonly InMemoryNetwork _network;
    private readonly InMemoryDelivery _delivery;
    private readonly Thread? _thread;

    private readonly Lock _gate = new();
    private readonly List<InMemoryEndpoint> _endpoints = [];
    private InMemorySubscription[] _subscriptions = [];
    private bool _isDisposed;

    private readonly Lock _eventGate = new();
    private readonly Queue<RosEndpointStatus> _events = new();
    private long _droppedEvents;

    // A monitor, because the receive thread waits on it.
    private readonly object _signalGate = new();
    private bool _isSignalled;
    private bool _isStopping;

    private long _handlerFaults;
    private Exception? _lastHandlerFault;

    /// <summary>Joins a network.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="nodeName">Fully qualified node name; an invalid one throws <see cref="ArgumentException"/>.</param>
    /// <param name="delivery">Who calls the handlers.</param>
    public InMemoryTransport(InMemoryNetwork network, string nodeName, InMemoryDelivery delivery = InMemoryDelivery.Thread)
    {
        RosName.ThrowIfInvalid(nodeName, nameof(nodeName));
        _network = network;
        _delivery = delivery;
        NodeName = nodeName;
        if (delivery == InMemoryDelivery.Manual)
            return;
        _thread = new Thread(Receive) { IsBackground = true, Name = $"ros-receive {nodeName}" };
        _thread.Start();
    }

    /// <inheritdoc/>
    public string NodeName { get; }

    /// <inheritdoc/>
    public long DroppedEventCount => Interlocked.Read(ref _droppedEvents);

    /// <summary>Samples lost because their handler threw.</summary>
    public long HandlerFaultCount => Interlocked.Read(ref _handlerFaults);

    /// <summary>What a handler threw last.</summary>
    public Exception? LastHandlerFault => Volatile.Read(ref _lastHandlerFault);

    /// <summary>Samples that the queues of the live subscriptions lost, because handlers or <see cref="Pump"/> came too late.</summary>
    public long DroppedSampleCount
    {
        get
        {
            long dropped = 0;
            foreach (var subscription in Volatile.Read(ref _subscriptions))
                dropped += subscription.DroppedCount;
            return dropped;
        }
    }

    /// <summary>Whether a publisher may wait for this transport's handlers: not where it would wait for itself.</summary>
    internal bool CanWaitForDelivery => _thread is not null && _thread != Thread.CurrentThread;

    /// <inheritdoc/>
    public IRosPublisher CreatePublisher(string topic, RosMessageType type, QosProfile qos)
    {
        ThrowIfInvalid(topic, type, qos);
        var publisher = new InMemoryPublisher(this, _network, topic, type, qos);
        Add(publisher);
        return publisher;
    }

    /// <inheritdoc/>
    public IRosSubscription CreateSubscription(string topic, RosMessageType type, QosProfile qos, IRosSampleHandler handler)
    {
        ThrowIfInvalid(topic, type, qos);
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = new InMemorySubscription(this, _network, topic, type, qos, handler);
        Add(subscription);
        return subscription;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RosEndpointStatus> GetEndpoints()
    {
        lock (_gate)
        {
            var statuses = new List<RosEndpointStatus>(_endpoints.Count);
            foreach (var endpoint in _endpoints)
            {
                if (endpoint.Label is { } label)
                    statuses.Add(endpoint.GetStatus(label));
            }

            return statuses;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<RosGraphEndpoint> GetGraph() => _network.GetGraph(this);

    /// <inheritdoc/>
    public bool TryReadEvent(out RosEndpointStatus change)
    {
        lock (_eventGate)
            return _events.TryDequeue(out change);
    }

    /// <summary>Calls handlers on this thread, with <see cref="InMemoryDelivery.Manual"/>, until no sample waits.</summary>
    /// <param name="maxSamples">Most samples to hand out: handlers that answer each other would never end.</param>
    /// <returns>Samples handed out.</returns>
    public int Pump(int maxSamples = InMemoryNetwork.KeepAllLimit)
    {
        if (_delivery != InMemoryDelivery.Manual)
            throw new InvalidOperationException($"Expected {nameof(InMemoryDelivery)}.{nameof(InMemoryDelivery.Manual)}; this transport has its own thread.");
        var count = 0;
        while (count < maxSamples && DeliverOldest())
            count++;
        return count;
    }

    /// <summary>Disposes all endpoints and ends the receive thread. No handler runs after it returned, unless a handler called it.</summary>
    public void Dispose()
    {
        List<InMemoryEndpoint> endpoints;
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            endpoints = [.. _endpoints];
        }

        foreach (var endpoint in endpoints)
            ((IDisposable)endpoint).Dispose();
        lock (_signalGate)
        {
            _isStopping = true;
            Monitor.PulseAll(_signalGate);
        }

        if (_thread is not null && _thread != Thread.CurrentThread)
            _thread.Join();
    }

    internal void Remove(InMemoryEndpoint endpoint)
    {
        lock (_gate)
        {
            _endpoints.Remove(endpoint);
            _subscriptions = Array.FindAll(_subscriptions, other => other != endpoint);
        }
    }

    internal void Signal()
    {
        if (_thread is null)
            return;
        lock (_signalGate)
        {
            _isSignalled = true;
            Monitor.Pulse(_signalGate);
        }
    }

    internal void PostEvent(RosEndpointStatus change)
    {
        lock (_eventGate)
        {
            if (_events.Count == MaxEvents)
            {
                _events.Dequeue();
                Interlocked.Increment(ref _droppedEvents);
            }

            _events.Enqueue(change);
        }
    }

    internal void CountHandlerFault(Exception fault)
    {
        Volatile.Write(ref _lastHandlerFault, fault);
        Interlocked.Increment(ref _handlerFaults);
    }

    private void Add(InMemoryPublisher publisher)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _endpoints.Add(publisher);
        }

        _network.Connect(publisher);
    }

    private void Add(InMemorySubscription subscription)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _endpoints.Add(subscription);
            _subscriptions = [.. _subscriptions, subscription];
        }

        _network.Connect(subscription);
    }

    private static void ThrowIfInvalid(string topic, RosMessageType type, QosProfile qos)
    {
        RosName.ThrowIfInvalid(topic, nameof(topic));
        ArgumentNullException.ThrowIfNull(type);
        _ = RosMangling.ToDdsType(type.Name);
        ArgumentNullException.ThrowIfNull(qos);
        ArgumentOutOfRangeException.ThrowIfLessThan(qos.Depth, 1, nameof(qos));
    }

    private void Receive()
    {
        while (true)
        {
            lock (_signalGate)
            {
                while (!_isSignalled && !_isStopping)
                    Monitor.Wait(_signalGate);
                if (_isStopping)
                    return;
                _isSignalled = false;
            }

            while (DeliverOldest())
            {
            }
        }
    }

    private bool DeliverOldest()
    {
        while (true)
        {
            InMemorySubscription? oldest = null;
            var sequence = long.MaxValue;
            foreach (var subscription in Volatile.Read(ref _subscriptions))
            {
                var head = subscription.HeadSequence;
                if (head >= sequence)
                    continue;
                sequence = head;
                oldest = subscription;
            }

            if (oldest is null)
                return false;

            // One that was disposed meanwhile has an empty queue by now: search again.
            if (oldest.DeliverOne())
                return true;
        }
    }
}
