namespace RobotPolicy.Ros.Transport;

/// <summary>
/// A ROS graph inside this process: the transports made on one network see each other, and nobody else. Ships with the contract,
/// for tests, replay and tools. Thread-safe.
/// </summary>
/// <param name="timeProvider">Stamps what is published and received.</param>
public sealed class InMemoryNetwork(TimeProvider timeProvider)
{
    /// <summary>Samples that a keep-all queue holds at most: the resource limit that DDS leaves to the implementation.</summary>
    public const int KeepAllLimit = 8192;

    private readonly Lock _gate = new();
    private readonly List<InMemoryPublisher> _publishers = [];
    private readonly List<InMemorySubscription> _subscriptions = [];
    private long _sequence;

    /// <summary>Messages that a queue, a late joiner's history or a user still holds. Zero after everything is disposed, or somebody forgot a release.</summary>
    public int OutstandingMessages => Pool.Outstanding;

    internal TimeProvider TimeProvider { get; } = timeProvider;

    internal InMemoryPool Pool { get; } = new();

    internal long NextSequence() => Interlocked.Increment(ref _sequence);

    internal List<RosGraphEndpoint> GetGraph(InMemoryTransport asker)
    {
        lock (_gate)
            return [.. _publishers.Concat<InMemoryEndpoint>(_subscriptions).Select(endpoint => endpoint.Describe(asker)).OfType<RosGraphEndpoint>()];
    }

    internal void Connect(InMemoryPublisher publisher)
    {
        lock (_gate)
        {
            // Its transport may have been disposed since it was made.
            if (publisher.IsDisposed)
                return;
            _publishers.Add(publisher);
            foreach (var subscription in _subscriptions)
                Match_NeedsLock(publisher, subscription);
        }
    }

    internal void Connect(InMemorySubscription subscription)
    {
        lock (_gate)
        {
            // Its transport may have been disposed since it was made.
            if (subscription.IsDisposed)
                return;
            _subscriptions.Add(subscription);
            foreach (var publisher in _publishers)
                Match_NeedsLock(publisher, subscription);
        }
    }

    internal void Disconnect(InMemoryPublisher publisher)
    {
        lock (_gate)
        {
            _publishers.Remove(publisher);
            foreach (var subscription in publisher.RemoveAllTargets())
                subscription.ChangeMatches_NeedsLock(-1);
        }
    }

    internal void Disconnect(InMemorySubscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
            foreach (var publisher in _publishers)
            {
                if (publisher.RemoveTarget(subscription))
                    publisher.ChangeMatches_NeedsLock(-1);
            }
        }
    }

    private static void Match_NeedsLock(InMemoryPublisher publisher, InMemorySubscription subscription)
    {
        // As on the wire, two types on one topic never meet, and nobody is told.
        if (publisher.Topic != subscription.Topic || publisher.Type.Name != subscription.Type.Name)
            return;
        if (QosCompatibility.FindIncompatiblePolicy(publisher.Qos, subscription.Qos) is { } policy)
        {
            publisher.RefuseMatch_NeedsLock(policy);
            subscription.RefuseMatch_NeedsLock(policy);
            return;
        }

        publisher.ChangeMatches_NeedsLock(1);
        subscription.ChangeMatches_NeedsLock(1);
        publisher.AddTarget(subscription);
    }
}
