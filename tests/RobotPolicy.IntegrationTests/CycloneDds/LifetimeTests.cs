using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

[Collection(NativeWireCollection.Name)]
public sealed class LifetimeTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    private static readonly QosProfile KeepAll = QosProfile.Default with { History = QosHistory.KeepAll };

    [Fact]
    public void Publish_AfterDisposeOfPublisherAndTransport_ReturnsDisposed()
    {
        var transport = CreateTransport();
        var first = transport.CreatePublisher("/a", BlobType, QosProfile.Default);
        var second = transport.CreatePublisher("/b", BlobType, QosProfile.Default);

        first.Dispose();
        first.Dispose();
        Assert.Equal(PublishStatus.Disposed, first.Publish(CreatePayload(1)));
        Assert.Equal(0, first.MatchedCount);
        Assert.Equal(PublishStatus.Sent, second.Publish(CreatePayload(1)));

        transport.Dispose();
        transport.Dispose();
        Assert.Equal(PublishStatus.Disposed, second.Publish(CreatePayload(1)));
        Assert.Equal(0, second.MatchedCount);
        second.Dispose();
        Assert.Throws<ObjectDisposedException>(() => transport.CreatePublisher("/a", BlobType, QosProfile.Default));
        Assert.Empty(transport.GetEndpoints());
    }

    [Fact]
    public void Dispose_WithRetainedSamples_KeepsTheirBytesUntilTheLastRelease()
    {
        List<RosSample> retained = [];
        var receiver = CreateTransport("receiver");
        var sender = CreateTransport("sender");
        _ = receiver.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(sample =>
        {
            sample.Retain();
            lock (retained)
                retained.Add(sample);
        }));
        var publisher = sender.CreatePublisher("/blob", BlobType, KeepAll);
        Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: the publisher is matched");
        for (var i = 0; i < 300; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i, 100 + i)));
        Eventually.True(() => receiver.Statistics.OutstandingSamples == 300, () => "Not yet: 300 samples are held");
        Assert.Equal(300 - 256, receiver.Statistics.SamplePoolMisses);

        receiver.Dispose();
        sender.Dispose();

        // The domain outlives its transports for the sake of the samples, and says so when something else wants its id.
        var error = Assert.Throws<InvalidOperationException>(() => CreateTransport(configure: options => options.Discovery = DiscoveryProfile.JazzyLocal));
        Assert.Contains("another configuration", error.Message);
        Assert.All(retained, sample => Assert.True(IsIntact(sample.Cdr)));
        Assert.Equal(Enumerable.Range(0, 300), retained.Select(sample => GetNumber(sample.Cdr)));

        foreach (var sample in retained)
            sample.Release();
        Assert.Equal(0, receiver.Statistics.OutstandingSamples);
        Assert.True(retained[0].Cdr.IsEmpty);
        using var other = CreateTransport(configure: options => options.Discovery = DiscoveryProfile.JazzyLocal);
    }

    [Fact]
    public void Dispose_OfSubscriptionInItsHandler_EndsItsCalls()
    {
        var transport = CreateTransport();
        IRosSubscription? subscription = null;
        var calls = 0;
        using ManualResetEventSlim ready = new();
        subscription = transport.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(_ =>
        {
            ready.Wait();
            calls++;
            subscription!.Dispose();
        }));
        var publisher = transport.CreatePublisher("/blob", BlobType, KeepAll);
        for (var i = 0; i < 100; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i)));
        ready.Set();
        Eventually.True(() => publisher.MatchedCount == 0, () => "Not yet: the subscription is gone");
        Assert.Equal(1, calls);
        Assert.Equal(1, subscription.ReceivedCount);
        Assert.Single(transport.GetEndpoints());
        Assert.Equal(0, transport.Statistics.OutstandingSamples);
    }

    [Fact]
    public void Dispose_OfTransportInAHandler_Returns()
    {
        var transport = CreateTransport();
        using ManualResetEventSlim done = new();
        _ = transport.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(_ =>
        {
            transport.Dispose();
            done.Set();
        }));
        var publisher = transport.CreatePublisher("/blob", BlobType, KeepAll);
        Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(1)));
        Assert.True(done.Wait(Eventually.Patience));
        Assert.Equal(PublishStatus.Disposed, publisher.Publish(CreatePayload(2)));
    }

    [Fact]
    public void Dispose_WhileAHandlerRuns_WaitsForItAndStartsNoOther()
    {
        var transport = CreateTransport();
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        var calls = 0;
        var subscription = transport.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(sample =>
        {
            Interlocked.Increment(ref calls);
            entered.Set();
            leave.Wait();
        }));
        var publisher = transport.CreatePublisher("/blob", BlobType, KeepAll);
        for (var i = 0; i < 5; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i)));
        Assert.True(entered.Wait(Eventually.Patience));

        var disposal = TestThread.Start(subscription.Dispose);
        Assert.False(disposal.HasEnded(TimeSpan.FromMilliseconds(50)));
        leave.Set();
        disposal.Join();
        Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(9)));
        Assert.Equal(1, Volatile.Read(ref calls));
    }

    [Fact]
    public void Dispose_WhileAHandlerBlocks_GoesOnWithoutItAndSaysSo()
    {
        CycloneDdsOptions options = new() { DomainId = DomainId, Discovery = DiscoveryProfile.Loopback };
        var transport = Track(new CycloneDdsTransport(options, LogEntries.Enqueue) { StopTimeout = TimeSpan.FromMilliseconds(100) });
        using ManualResetEventSlim entered = new();
        using ManualResetEventSlim leave = new();
        using ManualResetEventSlim left = new();
        var intact = false;
        var calls = 0;
        var subscription = transport.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(sample =>
        {
            calls++;
            entered.Set();
            leave.Wait();
            intact = IsIntact(sample.Cdr);
            left.Set();
        }));
        var publisher = transport.CreatePublisher("/blob", BlobType, KeepAll);
        for (var i = 0; i < 5; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i)));
        Assert.True(entered.Wait(Eventually.Patience));

        transport.Dispose();

        Assert.Equal(2, LogEntries.Count(entry => entry is { Source: "transport", Severity: CycloneLogSeverity.Error }));
        Assert.Contains(LogEntries, entry => entry.Message == "A handler did not return within 0.1 s of the disposal of its transport.");
        leave.Set();
        Assert.True(left.Wait(Eventually.Patience));
        Eventually.True(() => transport.Statistics.OutstandingSamples == 0, () => "Not yet: the sample is released");
        Assert.True(intact);
        Assert.Equal(1, calls);
        Assert.Equal(1, subscription.ReceivedCount);
    }

    [Fact]
    public void Dispose_WhileThreadsPublish_EndsThemWithDisposed()
    {
        for (var round = 0; round < 10; round++)
        {
            var transport = CreateTransport();
            var subscription = transport.CreateSubscription("/blob", BlobType, QosProfile.Default, new DelegateHandler(_ => { }));
            var publisher = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
            var threads = Enumerable.Range(0, 3).Select(_ => TestThread.Start(() =>
            {
                var payload = CreatePayload(1);
                PublishStatus status;
                do
                    status = publisher.Publish(payload);
                while (status == PublishStatus.Sent);
                Assert.Equal(PublishStatus.Disposed, status);
            })).ToArray();
            Eventually.True(() => subscription.ReceivedCount > 20, () => "Not yet: samples flow");
            transport.Dispose();
            foreach (var thread in threads)
                thread.Join();
        }

        Assert.DoesNotContain(LogEntries, entry => entry.Severity >= CycloneLogSeverity.Error);
    }

    [Fact]
    public void CreateAndDispose_Repeated_ReceivesEveryTime()
    {
        for (var round = 0; round < 15; round++)
        {
            using var sender = CreateTransport("sender");
            using var receiver = CreateTransport("receiver");
            using var subscription = receiver.CreateSubscription("/blob", BlobType, QosProfile.Default, new DelegateHandler(_ => { }));
            using var publisher = sender.CreatePublisher("/blob", BlobType, QosProfile.Default);
            Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: the publisher is matched");
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(round)));
            Eventually.True(() => subscription.ReceivedCount == 1, () => "Not yet: the sample arrived");
        }
    }
}
