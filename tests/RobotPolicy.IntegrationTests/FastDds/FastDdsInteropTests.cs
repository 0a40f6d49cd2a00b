using System.Collections.Concurrent;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;
using Xunit.Abstractions;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>Messages to and from an independent DDS implementation, every field compared on both sides.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class FastDdsInteropTests(FastDdsPeer peer, ITestOutputHelper output) : WireTestBase(Domain), IClassFixture<FastDdsPeer>
{
    private static readonly uint Domain = TestDomain.Claim();

    public static TheoryData<string, bool, int, int> Flows => new()
    {
        { "joint_state", true, 500, 2_000 },
        { "joint_state", false, 500, 2_000 },
        { "image", true, 40, 33_000 },
        { "image", false, 40, 33_000 },
        { "joint_trajectory", true, 300, 3_000 },
        { "joint_trajectory", false, 300, 3_000 },
        { "float64_multi_array", true, 300, 3_000 },
        { "float64_multi_array", false, 300, 3_000 },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public void Receive_FromFastDds_EveryFieldIsAsSent(string key, bool isReliable, int count, int periodUs)
    {
        var message = PeerMessage.All[key];
        ConcurrentQueue<(int Number, string? Difference)> seen = new();
        var transport = CreateTransport();
        var subscription = transport.CreateSubscription(
            $"/interop/{key}", message.Type, CreateQos(isReliable, count), new DelegateHandler(sample => seen.Enqueue(message.Check(sample.Cdr))));
        using var process = StartPeer("publish", key, isReliable, count, periodUs);
        Assert.Equal("1", process.WaitFor("matched"));
        Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the peer's writer");

        process.Say("go");
        var result = process.WaitForResult();
        if (isReliable)
            WaitForLast(seen, count);

        output.WriteLine($"{key}, reliable {isReliable}: sent {result["sent"]}, received {seen.Count}");
        Assert.Equal((count, 0, 1), (result["sent"], result["failed"], result["acknowledged"]));
        AssertIntact(seen, isReliable, count);
    }

    [Theory]
    [MemberData(nameof(Flows))]
    public void Publish_ToFastDds_EveryFieldIsAsSent(string key, bool isReliable, int count, int periodUs)
    {
        var message = PeerMessage.All[key];
        byte[][] encoded = [.. Enumerable.Range(0, count).Select(message.Encode)];
        var transport = CreateTransport();
        var publisher = transport.CreatePublisher($"/interop/{key}", message.Type, CreateQos(isReliable, count));
        using var process = StartPeer("subscribe", key, isReliable, count, periodUs);
        Assert.Equal("1", process.WaitFor("matched"));
        Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: we match the peer's reader");

        foreach (var cdr in encoded)
        {
            Assert.Equal(PublishStatus.Sent, publisher.Publish(cdr));
            Thread.Sleep(TimeSpan.FromMicroseconds(periodUs));
        }

        if (!isReliable)
            process.Say("finish");
        var result = process.WaitForResult();
        output.WriteLine($"{key}, reliable {isReliable}: sent {count}, received {result["received"]}, different {result["bad"]}");
        Assert.Equal((0, 0), (result["bad"], result["out_of_order"]));
        Assert.InRange(result["received"], isReliable ? count : 1, count);
    }

    [Theory]
    [InlineData("joint_state", 1000, 1_000)]
    [InlineData("image", 60, 10_000)]
    public void Receive_FromFastDds_AllocatesNothingPerMessage(string key, int count, int periodUs)
    {
        const int Window = 10;
        AllocationMeter meter = new(Window);
        var transport = CreateTransport();
        var subscription = transport.CreateSubscription($"/interop/{key}", PeerMessage.All[key].Type, CreateQos(isReliable: true, count), meter);
        using var process = StartPeer("publish", key, isReliable: true, count, periodUs);
        _ = process.WaitFor("matched");
        Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the peer's writer");
        process.Say("go");
        _ = process.WaitForResult();
        Eventually.True(() => meter.Count >= count - 1, () => $"Not yet: all {count} samples arrive, not {meter.Count}");

        Assert.Equal(0, meter.Best);
        Assert.Equal(0, transport.Statistics.SamplePoolMisses);
    }

    [Theory]
    [InlineData("joint_state", 1000)]
    [InlineData("image", 60)]
    public void Publish_ToFastDds_AllocatesNothingPerMessage(string key, int count)
    {
        const int Window = 10;
        var cdr = PeerMessage.All[key].Encode(0);
        var transport = CreateTransport();
        var publisher = transport.CreatePublisher($"/interop/{key}", PeerMessage.All[key].Type, CreateQos(isReliable: true, count));
        using var process = StartPeer("subscribe", key, isReliable: true, count, periodUs: 0);
        _ = process.WaitFor("matched");
        Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: we match the peer's reader");
        var least = long.MaxValue;
        for (var sent = 0; sent < count; sent += Window)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Window; i++)
                _ = publisher.Publish(cdr);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Receive_ImagesUnderGarbageCollection_AreIntact()
    {
        const int Count = 100;
        var message = PeerMessage.All["image"];
        ConcurrentQueue<(int Number, string? Difference)> seen = new();
        var transport = CreateTransport();
        var subscription = transport.CreateSubscription(
            "/interop/image", message.Type, CreateQos(isReliable: true, Count), new DelegateHandler(sample => seen.Enqueue(message.Check(sample.Cdr))));
        using var process = StartPeer("publish", "image", isReliable: true, Count, periodUs: 15_000);
        _ = process.WaitFor("matched");
        Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the peer's writer");
        using (new GarbageChurn())
        {
            process.Say("go");
            _ = process.WaitForResult();
            WaitForLast(seen, Count);
        }

        AssertIntact(seen, isReliable: true, Count);
    }

    private static QosProfile CreateQos(bool isReliable, int count) => QosProfile.Default with
    {
        Reliability = isReliable ? QosReliability.Reliable : QosReliability.BestEffort,
        Depth = count,
    };

    // Reliable samples come in order, so that the last one ends the wait for all.
    private static void WaitForLast(ConcurrentQueue<(int Number, string? Difference)> seen, int count) => Eventually.True(
        () => seen.LastOrDefault().Number == count - 1,
        () => $"{seen.Count} of {count} arrived, without {string.Join(' ', Enumerable.Range(0, count).Except(seen.Select(message => message.Number)))},");

    private static void AssertIntact(ConcurrentQueue<(int Number, string? Difference)> seen, bool isReliable, int count)
    {
        Assert.All(seen, message => Assert.Null(message.Difference));
        int[] numbers = [.. seen.Select(message => message.Number)];
        if (isReliable)
        {
            // A volatile reader joins at the writer's first heartbeat, which on a busy machine comes after the first sample.
            Assert.InRange(numbers[0], 0, 1);
            Assert.Equal(Enumerable.Range(numbers[0], count - numbers[0]), numbers);
            return;
        }

        // Best effort loses samples on a machine under load, but neither repeats nor reorders them on one host.
        Assert.InRange(numbers.Length, 1, count);
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    private FastDdsProcess StartPeer(string mode, string key, bool isReliable, int count, int periodUs) => FastDdsProcess.Start(
        peer.Program,
        mode,
        $"domain={DomainId}",
        $"topic={RosMangling.ToDdsTopic($"/interop/{key}")}",
        $"type={key}",
        $"reliability={(isReliable ? "reliable" : "best_effort")}",
        $"count={count}",
        $"period_us={periodUs}");
}
