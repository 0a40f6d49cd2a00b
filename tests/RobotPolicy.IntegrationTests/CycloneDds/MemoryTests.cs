using System.Threading.Channels;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

/// <summary>What samples cost, and that their bytes stay as they were.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class MemoryTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    private static readonly QosProfile KeepAll = QosProfile.Default with { History = QosHistory.KeepAll };

    [Fact]
    public void Retained_TenThousandSamples_AreIntactOnAnotherThread()
    {
        const int Count = 10_000;
        var queue = Channel.CreateBounded<RosSample>(new BoundedChannelOptions(500) { SingleReader = true, SingleWriter = true });
        var transport = CreateTransport();
        _ = transport.CreateSubscription("/blob", BlobType, KeepAll, new DelegateHandler(sample =>
        {
            sample.Retain();
            SpinWait spinner = default;
            while (!queue.Writer.TryWrite(sample))
                spinner.SpinOnce();
        }));
        var publisher = transport.CreatePublisher("/blob", BlobType, KeepAll);
        var intact = 0;
        List<int> numbers = [];
        var consumer = TestThread.Start(() =>
        {
            SpinWait spinner = default;
            while (numbers.Count < Count)
            {
                if (!queue.Reader.TryRead(out var sample))
                {
                    spinner.SpinOnce();
                    continue;
                }

                intact += IsIntact(sample.Cdr) ? 1 : 0;
                numbers.Add(GetNumber(sample.Cdr));
                sample.Release();
            }
        });

        Random random = new(5);
        for (var i = 0; i < Count; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i, random.Next(MinPayload, 3000))));
        consumer.Join();

        Assert.Equal(Count, intact);
        Assert.Equal(Enumerable.Range(0, Count), numbers);
        Eventually.True(() => transport.Statistics.OutstandingSamples == 0, () => "Not yet: every sample is back");
    }

    [Fact]
    public void Images_UnderGarbageCollection_ArriveIntact()
    {
        const int Count = 200;
        const int ImageLength = 640 * 480 * 3;
        var transport = CreateTransport("sender");
        var other = CreateTransport("receiver");
        var intact = 0;
        _ = other.CreateSubscription("/image", BlobType, KeepAll, new DelegateHandler(sample =>
        {
            if (IsIntact(sample.Cdr))
                Interlocked.Increment(ref intact);
        }));
        var publisher = transport.CreatePublisher("/image", BlobType, KeepAll);
        Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: the publisher is matched");
        using (new GarbageChurn())
        {
            for (var i = 0; i < Count; i++)
                Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i, ImageLength + (i % 5))));
            Eventually.True(() => other.Statistics.ReceivedSamples == Count, () => "Not yet: all images arrive");
        }

        Eventually.True(() => Volatile.Read(ref intact) == Count, () => "Not yet: all images are intact");
    }

    [Fact]
    public void HouseKeeping_WhileNothingHappens_AllocatesNothing()
    {
        var transport = CreateTransport();
        _ = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        _ = transport.CreateSubscription("/blob", BlobType, QosProfile.Default, new DelegateHandler(_ => { }));
        Eventually.True(() => transport.GetEndpoints().All(endpoint => endpoint.Matched == 1), () => "Not yet: both match");
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            transport.KeepHouse();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Statistics_Read_AllocatesNothing()
    {
        var transport = CreateTransport();
        _ = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        _ = transport.Statistics;
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = transport.Statistics;
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void ReceiveTime_WithAnInjectedClock_IsThatClockInNanoseconds()
    {
        var transport = CreateTransport(time: new MillisecondClock());
        long receiveTimeNs = 0;
        var subscription = transport.CreateSubscription("/blob", BlobType, QosProfile.Default, new DelegateHandler(sample => Volatile.Write(ref receiveTimeNs, sample.ReceiveTimeNs)));
        var publisher = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(1)));
        Eventually.True(() => subscription.ReceivedCount == 1 && Volatile.Read(ref receiveTimeNs) != 0, () => "Not yet: the sample");
        Assert.Equal(9_007_199_254_741_000_000, receiveTimeNs);
    }

    private sealed class MillisecondClock : TimeProvider
    {
        public override long TimestampFrequency => 1000;

        // Not a multiple of what a double can hold, once it is nanoseconds.
        public override long GetTimestamp() => 9_007_199_254_741;
    }
}
