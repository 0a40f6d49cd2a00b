using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

public abstract partial class TransportContractTests
{
    [Theory]
    [InlineData("")]
    [InlineData("relative/name")]
    [InlineData("/")]
    [InlineData("/ends/")]
    [InlineData("/two//slashes")]
    [InlineData("/9starts_with_digit")]
    [InlineData("/a/9b")]
    [InlineData("/spa ce")]
    [InlineData("/ümlaut")]
    [InlineData("/a\0b")]
    public void Create_InvalidTopic_Throws(string topic)
    {
        Assert.ThrowsAny<ArgumentException>(() => Publisher(A, Reliable, topic));
        Assert.ThrowsAny<ArgumentException>(() => Subscription(A, Reliable, new CollectingHandler(), topic));
        Assert.DoesNotContain(A.GetEndpoints(), endpoint => endpoint.Topic == topic);
    }

    [Fact]
    public void Create_TopicLongerThanDdsAllows_Throws() =>
        Assert.ThrowsAny<ArgumentException>(() => Publisher(A, Reliable, "/" + new string('a', 256)));

    [Theory]
    [InlineData("")]
    [InlineData("JointState")]
    [InlineData("sensor_msgs/JointState")]
    [InlineData("sensor_msgs/msg/Joint State")]
    public void Create_InvalidType_Throws(string typeName) =>
        Assert.ThrowsAny<ArgumentException>(() => A.CreatePublisher(Topic, new RosMessageType(typeName, null), Reliable));

    [Fact]
    public void Create_DepthOfZero_Throws()
    {
        Assert.ThrowsAny<ArgumentException>(() => Publisher(A, Reliable with { Depth = 0 }));
        Assert.ThrowsAny<ArgumentException>(() => Subscription(A, Reliable with { Depth = 0 }, new CollectingHandler()));
    }

    [Fact]
    public void Create_AfterDispose_Throws()
    {
        A.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Publisher(A, Reliable));
        Assert.Throws<ObjectDisposedException>(() => Subscription(A, Reliable, new CollectingHandler()));
    }

    [Fact]
    public void Publish_AfterPublisherIsDisposed_SaysSo()
    {
        var (publisher, _) = Connect(Reliable, Reliable, new CollectingHandler());

        publisher.Dispose();
        publisher.Dispose();

        Assert.Equal(PublishStatus.Disposed, publisher.Publish(Encode(_buffer, 1, 1)));
    }

    [Fact]
    public void Publish_AfterTransportIsDisposed_SaysSo()
    {
        var (publisher, subscription) = Connect(Reliable, Reliable, new CollectingHandler());

        A.Dispose();
        A.Dispose();

        Assert.Equal(PublishStatus.Disposed, publisher.Publish(Encode(_buffer, 1, 1)));
        publisher.Dispose();
        subscription.Dispose();
    }

    [Fact]
    public void Dispose_SubscriptionWhileReceiving_EndsTheCalls()
    {
        CollectingHandler disposed = new(), marker = new();
        var (publisher, subscription) = Connect(Reliable, Reliable, disposed);
        Subscription(B, Reliable, marker);
        WaitForMatch(publisher, 2);
        using var stop = new CancellationTokenSource();
        var publishing = StartPublishing(publisher, stop.Token);

        Eventually.True(() => disposed.Count > 100, () => "Nothing came");
        subscription.Dispose();
        var countAtDispose = disposed.Count;

        var markerAtDispose = marker.Count;
        Eventually.True(() => marker.Count > markerAtDispose + 100, () => "The other subscription starved");
        stop.Cancel();
        Assert.True(publishing.Join(Eventually.Patience));
        Assert.Equal(countAtDispose, disposed.Count);
        Assert.Equal(countAtDispose, subscription.ReceivedCount);
    }

    [Fact]
    public void Dispose_TransportWhileReceiving_EndsTheCalls()
    {
        var handler = new CollectingHandler();
        var (publisher, _) = Connect(Reliable, BestEffort, handler);
        using var stop = new CancellationTokenSource();
        var publishing = StartPublishing(publisher, stop.Token);
        Eventually.True(() => handler.Count > 100, () => "Nothing came");

        B.Dispose();
        var countAtDispose = handler.Count;

        WaitForMatch(publisher, 0);
        stop.Cancel();
        Assert.True(publishing.Join(Eventually.Patience));
        Assert.Equal(countAtDispose, handler.Count);
    }

    [Fact]
    public void Dispose_TransportWhilePublishing_EndsThePublishing()
    {
        var (publisher, _) = Connect(Reliable, Reliable, new CollectingHandler());
        using var stop = new CancellationTokenSource();
        var publishing = StartPublishing(publisher, stop.Token);

        A.Dispose();

        // StartPublishing ends by itself at the first publish that is refused.
        Assert.True(publishing.Join(Eventually.Patience));
        Assert.Equal(PublishStatus.Disposed, publisher.Publish(Encode(_buffer, 1, 1)));
    }

    [Fact]
    public void Dispose_SubscriptionInItsHandler_EndsTheCalls()
    {
        IRosSubscription? subscription = null;
        using var isKnown = new ManualResetEventSlim();
        var handler = new CollectingHandler
        {
            Before = _ =>
            {
                isKnown.Wait(Eventually.Patience);
                subscription!.Dispose();
            },
        };
        var marker = new CollectingHandler();
        (var publisher, subscription) = Connect(Reliable, Reliable, handler);
        Subscription(B, Reliable, marker);
        WaitForMatch(publisher, 2);
        isKnown.Set();

        for (var i = 0; i < 20; i++)
            Publish(publisher, 1, i);

        Eventually.Equal(20, () => marker.Count);
        Assert.Equal([0], handler.IndicesOf(1));
        WaitForMatch(publisher, 1);
    }

    [Fact]
    public void Handler_Throws_LosesOnlyThatSample()
    {
        var calls = 0;
        var handler = new CollectingHandler
        {
            Before = _ =>
            {
                if (Interlocked.Increment(ref calls) % 2 == 1)
                    throw new InvalidOperationException("Deliberate.");
            },
        };
        var bystander = new CollectingHandler();
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        Subscription(B, Reliable, bystander);
        WaitForMatch(publisher, 2);

        for (var i = 0; i < 10; i++)
            Publish(publisher, 1, i);

        Eventually.Equal(10, () => bystander.Count);
        Eventually.Equal(5, () => handler.Count);
        Assert.Equal([1, 3, 5, 7, 9], handler.IndicesOf(1));
    }

    [Fact]
    public void Handler_GetsGarbage_TransportKeepsDelivering()
    {
        var handler = new CollectingHandler();
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var random = new Random(7);

        for (var i = 0; i < 100; i++)
        {
            var garbage = new byte[random.Next(5, 200)];
            random.NextBytes(garbage);
            (garbage[0], garbage[1], garbage[2], garbage[3]) = (0, 1, 0, 0);
            Assert.Equal(PublishStatus.Sent, publisher.Publish(garbage));
        }

        Publish(publisher, 1, 77);
        Eventually.True(() => handler.IndicesOf(1).Contains(77), () => "The valid sample did not come");
    }

    [Fact]
    public void NodeName_IsFullyQualified()
    {
        Assert.StartsWith("/", A.NodeName);
        Assert.NotEqual(A.NodeName, B.NodeName);
    }

    private static Thread StartPublishing(IRosPublisher publisher, CancellationToken stop)
    {
        var cdr = Encode(new CdrBuffer(), 1, 1).ToArray();
        var thread = new Thread(() =>
        {
            while (!stop.IsCancellationRequested && publisher.Publish(cdr) == PublishStatus.Sent)
                Thread.Yield();
        });
        thread.Start();
        return thread;
    }
}
