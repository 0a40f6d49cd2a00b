using RobotPolicy.Ros.Cdr;
using RobotPolicy.Ros.Transport;
using RobotPolicy.TestSupport;

namespace RobotPolicy.IntegrationTests.TransportContract;

public abstract partial class TransportContractTests
{
    [Fact]
    public void Publish_Matched_DeliversTheSameBytes()
    {
        var handler = new CollectingHandler { Retains = true };
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var cdr = Encode(_buffer, 7, 1, [1, 2, 3, 4, 5]).ToArray();

        Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));

        Eventually.Equal(1, () => handler.Count);

        // A transport may pad the end of a message to a multiple of four.
        Assert.Equal(cdr, handler.Retained[0].Cdr[..cdr.Length].ToArray());
        Assert.InRange(handler.Retained[0].Cdr.Length, cdr.Length, (cdr.Length + 3) & ~3);
        handler.Retained[0].Release();
    }

    [Fact]
    public void Publish_ToSubscriptionOfTheSameNode_Delivers()
    {
        var handler = new CollectingHandler();
        var subscription = Subscription(A, Reliable, handler);
        var publisher = Publisher(A, Reliable);
        WaitForMatch(publisher);
        WaitForMatch(subscription);

        Publish(publisher, 1, 1);

        Eventually.Equal(1, () => handler.Count);
    }

    [Fact]
    public void Publish_ManyReliable_ArriveCompleteAndInOrder()
    {
        var handler = new CollectingHandler();
        var (publisher, subscription) = Connect(Reliable, Reliable, handler);

        for (var i = 0; i < 1000; i++)
            Publish(publisher, 1, i);

        Eventually.Equal(1000, () => handler.Count);
        Assert.Equal(Range(0, 1000), handler.IndicesOf(1));
        Eventually.Equal(1000L, () => subscription.ReceivedCount);
    }

    [Fact]
    public void Publish_ToTwoSubscriptionsOfOneNode_DeliversToBoth()
    {
        CollectingHandler first = new(), second = new();
        var (publisher, _) = Connect(Reliable, Reliable, first);
        var other = Subscription(B, BestEffort, second);
        WaitForMatch(publisher, 2);
        WaitForMatch(other);

        for (var i = 0; i < 10; i++)
            Publish(publisher, 1, i);

        Eventually.Equal(10, () => first.Count);
        Eventually.Equal(10, () => second.Count);
        Assert.Equal(Range(0, 10), second.IndicesOf(1));
    }

    [Fact]
    public void Publish_OnTwoTopics_DeliversEachToItsOwn()
    {
        CollectingHandler first = new(), second = new();
        var (publisher, _) = Connect(Reliable, Reliable, first);
        var otherSubscription = Subscription(B, Reliable, second, Topic + "/other");
        var otherPublisher = Publisher(A, Reliable, Topic + "/other");
        WaitForMatch(otherPublisher);
        WaitForMatch(otherSubscription);

        Publish(publisher, 1, 1);
        Publish(otherPublisher, 2, 2);

        Eventually.Equal(1, () => first.Count);
        Eventually.Equal(1, () => second.Count);
        Assert.Equal([(1, 1)], first.Seen);
        Assert.Equal([(2, 2)], second.Seen);
    }

    [Fact]
    public void Publish_OneMegabyte_ArrivesIntact()
    {
        var data = new byte[1 << 20];
        new Random(42).NextBytes(data);
        var handler = new CollectingHandler { Retains = true };
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var cdr = Encode(_buffer, 1, 1, data).ToArray();

        for (var i = 0; i < 5; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));

        Eventually.Equal(5, () => handler.Count);
        foreach (var sample in handler.Retained)
        {
            Assert.True(sample.Cdr[..cdr.Length].SequenceEqual(cdr));
            sample.Release();
        }
    }

    [Fact]
    public void Publish_FromFourThreadsOnOnePublisher_LosesAndReordersNothing()
    {
        var handler = new CollectingHandler();
        var (publisher, _) = Connect(KeepAll, KeepAll, handler);

        PublishFromThreads(_ => publisher, threads: 4, messages: 1000);

        Eventually.Equal(4000, () => handler.Count);
        for (var writer = 0; writer < 4; writer++)
            Assert.Equal(Range(0, 1000), handler.IndicesOf(writer));
    }

    [Fact]
    public void Publish_FromFourPublishersOnFourThreads_LosesAndReordersNothing()
    {
        var handler = new CollectingHandler();
        var subscription = Subscription(B, KeepAll, handler);
        var publishers = Enumerable.Range(0, 4).Select(_ => Publisher(A, KeepAll)).ToArray();
        WaitForMatch(subscription, 4);
        foreach (var publisher in publishers)
            WaitForMatch(publisher);

        PublishFromThreads(writer => publishers[writer], threads: 4, messages: 1000);

        Eventually.Equal(4000, () => handler.Count);
        for (var writer = 0; writer < 4; writer++)
            Assert.Equal(Range(0, 1000), handler.IndicesOf(writer));
    }

    [Fact]
    public void Sample_Retained_StaysValidAfterLaterSamples()
    {
        var handler = new CollectingHandler { Retains = true };
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var data = new byte[3000];
        var sent = new List<byte[]>();

        for (var i = 0; i < 300; i++)
        {
            data.AsSpan().Fill((byte)i);
            sent.Add(Encode(_buffer, 1, i, data).ToArray());
            Assert.Equal(PublishStatus.Sent, publisher.Publish(sent[i]));
        }

        Eventually.Equal(300, () => handler.Count);
        for (var i = 0; i < 300; i++)
        {
            Assert.True(handler.Retained[i].Cdr[..sent[i].Length].SequenceEqual(sent[i]), $"Sample {i} changed while it was held.");
            handler.Retained[i].Release();
        }
    }

    [Fact]
    public void Sample_RetainedBeyondDispose_StaysValid()
    {
        var handler = new CollectingHandler { Retains = true };
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var cdr = Encode(_buffer, 3, 4, new byte[5000]).ToArray();
        Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));
        Eventually.Equal(1, () => handler.Count);

        A.Dispose();
        B.Dispose();

        Assert.True(handler.Retained[0].Cdr[..cdr.Length].SequenceEqual(cdr));
        handler.Retained[0].Release();
    }

    [Fact]
    public void Sample_Stamps_LieBetweenPublishAndReceipt()
    {
        var handler = new CollectingHandler { Retains = true };
        var (publisher, _) = Connect(Reliable, Reliable, handler);
        var time = TimeProvider.System;
        var (wallBefore, monotonicBefore) = (time.GetUtcNow().AddMilliseconds(-1), time.GetTimestamp());

        Publish(publisher, 1, 1);
        Eventually.Equal(1, () => handler.Count);

        var sample = handler.Retained[0];
        Assert.InRange(DateTimeOffset.UnixEpoch.AddTicks(sample.SourceTimeUnixNs / 100), wallBefore, time.GetUtcNow());
        Assert.InRange(sample.ReceiveTimeNs, monotonicBefore, time.GetTimestamp());
        sample.Release();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    public void Publish_ShorterThanHeaderAndOneByte_Fails(int length)
    {
        var handler = new CollectingHandler();
        var (publisher, _) = Connect(Reliable, Reliable, handler);

        Assert.Equal(PublishStatus.Failed, publisher.Publish(new byte[] { 0, 1, 0, 0 }.AsSpan(0, length)));

        Publish(publisher, 1, 1);
        Eventually.Equal(1, () => handler.Count);
    }

    [Fact]
    public void Publish_SteadyState_AllocatesNothing()
    {
        const int Messages = 200;
        using var latest = new LatestSample();
        var (publisher, _) = Connect(QosProfile.Default, QosProfile.Default, latest);
        var cdr = Encode(_buffer, 1, 1, new byte[400]).ToArray();
        var best = long.MaxValue;

        // What grows once, such as a pool, costs nothing per message: the best of many rounds tells.
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Messages; i++)
                publisher.Publish(cdr);
            best = Math.Min(best, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        AllocationBudget.Check(AllocationBudget.MessagePublished, best, Messages);
        Eventually.True(() => latest.ReceivedCount > 0, () => "Nothing was received");
    }

    [Fact]
    public void Receive_SteadyState_AllocatesNothing()
    {
        const int Window = 200;
        var meter = new AllocationMeter(Window);
        var (publisher, _) = Connect(KeepAll, KeepAll, meter);
        var cdr = Encode(_buffer, 1, 1, new byte[400]).ToArray();

        for (var i = 0; i < 4001; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));

        Eventually.Equal(4001L, () => meter.Count);
        AllocationBudget.Check(AllocationBudget.MessageReceived, meter.Best, Window);
    }

    private static void PublishFromThreads(Func<int, IRosPublisher> publisherOf, int threads, int messages)
    {
        var failures = 0;
        var running = Enumerable.Range(0, threads).Select(writer => new Thread(() =>
        {
            var buffer = new CdrBuffer();
            for (var i = 0; i < messages; i++)
            {
                if (publisherOf(writer).Publish(Encode(buffer, writer, i)) != PublishStatus.Sent)
                    Interlocked.Increment(ref failures);
            }
        })).ToArray();
        Array.ForEach(running, thread => thread.Start());
        Assert.All(running, thread => Assert.True(thread.Join(Eventually.Patience), "A publishing thread hangs."));
        Assert.Equal(0, failures);
    }
}
