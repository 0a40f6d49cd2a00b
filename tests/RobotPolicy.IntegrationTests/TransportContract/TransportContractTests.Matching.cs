using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

public abstract partial class TransportContractTests
{
    public static TheoryData<QosReliability, QosDurability, QosReliability, QosDurability> MatchingPairs => new()
    {
        { QosReliability.Reliable, QosDurability.Volatile, QosReliability.Reliable, QosDurability.Volatile },
        { QosReliability.Reliable, QosDurability.Volatile, QosReliability.BestEffort, QosDurability.Volatile },
        { QosReliability.BestEffort, QosDurability.Volatile, QosReliability.BestEffort, QosDurability.Volatile },
        { QosReliability.Reliable, QosDurability.TransientLocal, QosReliability.Reliable, QosDurability.Volatile },
        { QosReliability.Reliable, QosDurability.TransientLocal, QosReliability.Reliable, QosDurability.TransientLocal },
    };

    public static TheoryData<QosReliability, QosDurability, QosReliability, QosDurability, string> ConflictingPairs => new()
    {
        { QosReliability.BestEffort, QosDurability.Volatile, QosReliability.Reliable, QosDurability.Volatile, "RELIABILITY" },
        { QosReliability.Reliable, QosDurability.Volatile, QosReliability.Reliable, QosDurability.TransientLocal, "DURABILITY" },
    };

    [Theory]
    [MemberData(nameof(MatchingPairs))]
    public void Match_CompatibleQos_Delivers(
        QosReliability offeredReliability, QosDurability offeredDurability, QosReliability requestedReliability, QosDurability requestedDurability)
    {
        var handler = new CollectingHandler();
        var (publisher, _) = Connect(
            Reliable with { Reliability = offeredReliability, Durability = offeredDurability },
            Reliable with { Reliability = requestedReliability, Durability = requestedDurability },
            handler);

        Publish(publisher, 1, 1);

        Eventually.Equal(1, () => handler.Count);
    }

    [Theory]
    [MemberData(nameof(ConflictingPairs))]
    public void Match_IncompatibleQos_TellsBothSidesThePolicy(
        QosReliability offeredReliability,
        QosDurability offeredDurability,
        QosReliability requestedReliability,
        QosDurability requestedDurability,
        string policy)
    {
        var subscription = Subscription(B, Reliable with { Reliability = requestedReliability, Durability = requestedDurability }, new CollectingHandler());
        var publisher = Publisher(A, Reliable with { Reliability = offeredReliability, Durability = offeredDurability });

        var atPublisher = ReadEventUntil(A, change => change.Topic == Topic && change.LastIncompatiblePolicy is not null);
        var atSubscription = ReadEventUntil(B, change => change.Topic == Topic && change.LastIncompatiblePolicy is not null);

        var typeName = CompressedImage.Type.Name;
        Assert.Equal(new RosEndpointStatus(Topic, typeName, RosEndpointKind.Publisher, 0, 1, policy), atPublisher);
        Assert.Equal(new RosEndpointStatus(Topic, typeName, RosEndpointKind.Subscription, 0, 1, policy), atSubscription);
        Assert.Equal(0, publisher.MatchedCount);
        Assert.Equal(0, subscription.MatchedCount);
        Assert.Contains(atPublisher, A.GetEndpoints());
        Assert.Contains(atSubscription, B.GetEndpoints());
    }

    [Fact]
    public void Match_OtherType_NeverHappens()
    {
        var handler = new CollectingHandler();
        var subscription = Subscription(B, Reliable, handler);
        var other = A.CreatePublisher(Topic, JointState.Type, Reliable);

        // The subscription sees this one, so it has seen the graph; the order of discovery is not stated, hence the second look.
        var publisher = Publisher(B, Reliable);
        WaitForMatch(subscription);
        Publish(publisher, 1, 1);
        Eventually.Equal(1, () => handler.Count);

        Assert.Equal(0, other.MatchedCount);
        Assert.Equal(1, subscription.MatchedCount);
        Assert.Equal([(1, 1)], handler.Seen);
    }

    [Fact]
    public void MatchedCount_PeersComeAndGo_FollowsThemWithEvents()
    {
        var publisher = Publisher(A, Reliable);
        Assert.Equal(0, publisher.MatchedCount);

        var first = Subscription(B, Reliable, new CollectingHandler());
        WaitForMatch(publisher, 1);
        var second = Subscription(B, BestEffort, new CollectingHandler());
        WaitForMatch(publisher, 2);
        ReadEventUntil(A, change => change.Topic == Topic && change.Matched == 2);

        first.Dispose();
        WaitForMatch(publisher, 1);
        second.Dispose();
        WaitForMatch(publisher, 0);
        ReadEventUntil(A, change => change.Topic == Topic && change.Matched == 0);

        var third = Subscription(B, Reliable, new CollectingHandler());
        WaitForMatch(third, 1);
        publisher.Dispose();
        WaitForMatch(third, 0);
        ReadEventUntil(B, change => change.Topic == Topic && change.Kind == RosEndpointKind.Subscription && change.Matched == 0);
    }

    [Fact]
    public void MatchedCount_PeerTransportDisposed_FallsToZero()
    {
        var (publisher, _) = Connect(Reliable, Reliable, new CollectingHandler());

        B.Dispose();

        WaitForMatch(publisher, 0);
    }

    [Fact]
    public void GetEndpoints_ListsWhatLives()
    {
        var (publisher, _) = Connect(Reliable, Reliable, new CollectingHandler());

        Assert.Equal(
            [new RosEndpointStatus(Topic, CompressedImage.Type.Name, RosEndpointKind.Publisher, 1, 0, null)],
            A.GetEndpoints().Where(endpoint => endpoint.Topic == Topic));

        publisher.Dispose();
        Assert.DoesNotContain(A.GetEndpoints(), endpoint => endpoint.Topic == Topic);
    }

    [Fact]
    public void TransientLocal_LateJoiner_GetsTheLastSamplesInOrder()
    {
        var latched = Reliable with { Durability = QosDurability.TransientLocal, Depth = 3 };
        var publisher = Publisher(A, latched);
        for (var i = 0; i < 10; i++)
            Publish(publisher, 1, i);

        var handler = new CollectingHandler();
        Subscription(B, latched, handler);

        Eventually.Equal(3, () => handler.Count);
        Publish(publisher, 1, 10);
        Eventually.Equal(4, () => handler.Count);
        Assert.Equal([7, 8, 9, 10], handler.IndicesOf(1));
    }

    [Fact]
    public void Volatile_LateJoiner_GetsOnlyWhatFollows()
    {
        var publisher = Publisher(A, Reliable with { Durability = QosDurability.TransientLocal, Depth = 3 });
        for (var i = 0; i < 10; i++)
            Publish(publisher, 1, i);

        var handler = new CollectingHandler();
        var subscription = Subscription(B, Reliable, handler);
        WaitForMatch(publisher);
        WaitForMatch(subscription);
        Publish(publisher, 1, 10);

        Eventually.True(() => handler.IndicesOf(1).Contains(10), () => "Sample 10 did not come");
        Assert.Equal([10], handler.IndicesOf(1));
    }

    [Fact]
    public void KeepLast_HandlerStalls_LosesTheOldestAndKeepsTheNewest()
    {
        using var stalled = new ManualResetEventSlim();
        using var resume = new ManualResetEventSlim();
        var handler = new CollectingHandler
        {
            Before = _ =>
            {
                stalled.Set();
                resume.Wait(Eventually.Patience);
            },
        };
        var marker = new CollectingHandler();
        var (publisher, _) = Connect(Reliable, Reliable with { Depth = 3 }, handler);
        Subscription(A, Reliable, marker);
        WaitForMatch(publisher, 2);

        Publish(publisher, 1, 0);
        Assert.True(stalled.Wait(Eventually.Patience));
        for (var i = 1; i < 100; i++)
            Publish(publisher, 1, i);
        Eventually.Equal(100, () => marker.Count);
        resume.Set();

        Eventually.True(() => handler.IndicesOf(1).LastOrDefault() == 99, () => "The newest sample did not come");
        var seen = handler.IndicesOf(1);
        Assert.Equal(seen.Order(), seen);

        // The sample in the handler, those that the transport had taken with it, and the queue.
        Assert.InRange(seen.Length, 4, 10);
        Assert.Equal([97, 98, 99], seen[^3..]);
    }
}
