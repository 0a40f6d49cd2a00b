using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

/// <summary>A reliable publisher waits for room in a keep-all queue whose handler stalls.</summary>
public sealed class InMemoryKeepAllTests : IDisposable
{
    private static readonly QosProfile KeepAll = QosProfile.Default with { History = QosHistory.KeepAll };

    private readonly InMemoryNetwork _network = new(TimeProvider.System);
    private readonly InMemoryTransport _a;
    private readonly InMemoryTransport _b;
    private readonly ManualResetEventSlim _stalled = new();
    private readonly ManualResetEventSlim _resume = new();
    private readonly CollectingHandler _handler;
    private readonly byte[] _cdr;

    public InMemoryKeepAllTests()
    {
        _a = new InMemoryTransport(_network, "/a");
        _b = new InMemoryTransport(_network, "/b");
        _handler = new CollectingHandler
        {
            Before = _ =>
            {
                _stalled.Set();
                _resume.Wait(Eventually.Patience);
            },
        };
        var buffer = new CdrBuffer();
        Assert.True(buffer.TryEncode(new CompressedImage(), out _));
        _cdr = buffer.Cdr.ToArray();
    }

    public void Dispose()
    {
        _resume.Set();
        _a.Dispose();
        _b.Dispose();
        Assert.Equal(0, _network.OutstandingMessages);
        _stalled.Dispose();
        _resume.Dispose();
    }

    [Fact]
    public void Publish_QueueStaysFull_TimesOutAfterMaxBlocking()
    {
        var publisher = Fill(TimeSpan.FromMilliseconds(20), out _);

        Assert.Equal(PublishStatus.TimedOut, publisher.Publish(_cdr));

        _resume.Set();
        Eventually.Equal(InMemoryNetwork.KeepAllLimit + 1, () => _handler.Count);
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_cdr));
    }

    [Fact]
    public void Publish_HandlerGoesOn_IsSent()
    {
        var publisher = Fill(Timeout.InfiniteTimeSpan, out _);
        var waiting = PublishOnThread(publisher, out var status);

        _resume.Set();

        Assert.True(waiting.Join(Eventually.Patience));
        Assert.Equal(PublishStatus.Sent, status());
        Eventually.Equal(InMemoryNetwork.KeepAllLimit + 2, () => _handler.Count);
    }

    [Fact]
    public void Publish_PublisherIsDisposedMeanwhile_SaysSo()
    {
        var publisher = Fill(Timeout.InfiniteTimeSpan, out _);
        var waiting = PublishOnThread(publisher, out var status);

        publisher.Dispose();

        Assert.True(waiting.Join(Eventually.Patience));
        Assert.Equal(PublishStatus.Disposed, status());
    }

    [Fact]
    public void Publish_SubscriptionIsDisposedMeanwhile_IsSentToNobody()
    {
        var publisher = Fill(Timeout.InfiniteTimeSpan, out var subscription);
        var waiting = PublishOnThread(publisher, out var status);
        var disposing = new Thread(subscription.Dispose);
        disposing.Start();

        Assert.True(waiting.Join(Eventually.Patience));
        Assert.Equal(PublishStatus.Sent, status());

        // The handler's call is still running, and Dispose waits for it.
        Assert.True(disposing.IsAlive);
        _resume.Set();
        Assert.True(disposing.Join(Eventually.Patience));
        Assert.Equal(1, _handler.Count);
    }

    private static Thread Start(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        return thread;
    }

    private IRosPublisher Fill(TimeSpan maxBlocking, out IRosSubscription subscription)
    {
        subscription = _b.CreateSubscription("/x", CompressedImage.Type, KeepAll, _handler);
        var publisher = _a.CreatePublisher("/x", CompressedImage.Type, KeepAll with { MaxBlocking = maxBlocking });
        Assert.Equal(PublishStatus.Sent, publisher.Publish(_cdr));
        Assert.True(_stalled.Wait(Eventually.Patience));
        for (var i = 0; i < InMemoryNetwork.KeepAllLimit; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(_cdr));
        return publisher;
    }

    private Thread PublishOnThread(IRosPublisher publisher, out Func<PublishStatus> status)
    {
        PublishStatus? result = null;
        status = () => result!.Value;
        return Start(() => result = publisher.Publish(_cdr));
    }
}
