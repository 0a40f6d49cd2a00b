using System.Collections.Concurrent;
using RobotPolicy.IntegrationTests.CycloneDds;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Naming;
using RobotPolicy.Ros.Transport;
using Xunit.Abstractions;

namespace RobotPolicy.IntegrationTests.FastDds;

/// <summary>A peer that sends garbage, wants another QoS, or stops answering.</summary>
[Collection(NativeWireCollection.Name)]
public sealed class FastDdsFaultTests(FastDdsPeer peer, ITestOutputHelper output) : WireTestBase(Domain), IClassFixture<FastDdsPeer>
{
    private const string Topic = "/joint_states";
    private const int GarbageCount = 200;
    private const int ValidCount = 20;

    private static readonly uint Domain = TestDomain.Claim();

    public static TheoryData<int, string> GarbageKinds => new()
    {
        { 0, "header only" },
        { 1, "random body" },
        { 2, "big-endian random body" },
        { 3, "parameter list" },
        { 4, "unknown encapsulation" },
        { 5, "shorter than the header" },
        { 6, "huge string length" },
        { 7, "XCDR2" },
    };

    [Theory]
    [MemberData(nameof(GarbageKinds))]
    public void Receive_Garbage_IsRefusedAndTheNextMessagesArrive(int kind, string name)
    {
        var message = PeerMessage.All["joint_state"];
        var accepted = 0;
        var refused = 0;
        ConcurrentQueue<int> valid = new();
        var transport = CreateTransport();
        var qos = QosProfile.Default with { Depth = 1000 };
        var subscription = transport.CreateSubscription(Topic, message.Type, qos, new DelegateHandler(sample =>
        {
            if (!JointState.TryDecode(sample.Cdr, out _, out _))
            {
                refused++;
                return;
            }

            var (number, difference) = message.Check(sample.Cdr);
            if (difference is null)
                valid.Enqueue(number);
            else
                accepted++;
        }));

        using (var garbage = StartPeer("garbage", RosMangling.ToDdsType(message.Type.Name), "reliable", GarbageCount, $"kind={kind}", "seed=1"))
        {
            _ = garbage.WaitFor("matched");
            Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the garbage writer");
            garbage.Say("go");
            Assert.Equal(0, garbage.WaitForResult()["failed"]);
        }

        using var honest = StartPeer("publish", "joint_state", "reliable", ValidCount);
        _ = honest.WaitFor("matched");
        Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the honest writer");
        honest.Say("go");
        Assert.Equal(1, honest.WaitForResult()["acknowledged"]);
        Eventually.True(() => valid.LastOrDefault() == ValidCount - 1, () => "Not yet: the honest messages arrive");

        output.WriteLine($"{name}: sent {GarbageCount}, delivered and refused {refused}, accepted {accepted}; {LogEntries.Count} log lines");
        Assert.InRange(valid.Count, ValidCount - 1, ValidCount);
        Assert.Equal(0, accepted);
        Assert.InRange(refused, 0, GarbageCount);
        Assert.Equal(0, transport.Statistics.OutstandingSamples);
        Assert.Equal(0, transport.Statistics.HandlerFaults);
    }

    [Fact]
    public void Receive_FloodOfGarbage_LogsAFewLinesAndCountsTheRest()
    {
        var transport = CreateTransport();
        var subscription = transport.CreateSubscription(Topic, JointState.Type, QosProfile.Default, new DelegateHandler(_ => { }));
        using var garbage = StartPeer("garbage", RosMangling.ToDdsType(JointState.Type.Name), "reliable", 2000, "kind=4", "seed=1");
        _ = garbage.WaitFor("matched");
        Eventually.True(() => subscription.MatchedCount == 1, () => "Not yet: we match the garbage writer");
        garbage.Say("go");
        _ = garbage.WaitForResult();
        Eventually.True(() => LogEntries.Any(entry => entry.Message.Contains("suppressed")), () => "Not yet: the log says that it suppressed lines");

        // 2000 samples at 2 ms apart make 2000 lines in four seconds; ten of each second pass.
        var lines = LogEntries.Where(entry => entry is { Source: "cyclonedds", Severity: CycloneLogSeverity.Warning }).ToArray();
        output.WriteLine($"{lines.Length} lines, such as: {lines[0].Message}");
        Assert.InRange(lines.Length, 2, 100);
        Assert.Equal(0, subscription.ReceivedCount);
    }

    [Fact]
    public void Subscribe_ReliableToBestEffortPeer_IsReportedOnBothSides()
    {
        var transport = CreateTransport();
        var subscription = transport.CreateSubscription(Topic, JointState.Type, QosProfile.Default, new DelegateHandler(_ => { }));
        using var process = StartPeer("publish", "joint_state", "best_effort", 1);
        Assert.Equal("11", process.WaitFor("incompatible"));
        Eventually.True(() => transport.GetEndpoints()[0].IncompatibleQosTotal == 1, () => "Not yet: we count the incompatible writer");
        Assert.Equal(ReadEvent(transport), transport.GetEndpoints()[0]);
        Assert.Equal(
            new RosEndpointStatus(Topic, JointState.Type.Name, RosEndpointKind.Subscription, 0, 1, "RELIABILITY"),
            transport.GetEndpoints()[0]);
        Assert.Equal(0, subscription.MatchedCount);
    }

    [Fact]
    public void Publish_BestEffortToReliablePeer_IsReportedOnBothSides()
    {
        var transport = CreateTransport();
        _ = transport.CreatePublisher(Topic, JointState.Type, QosProfile.SensorData);
        using var process = StartPeer("subscribe", "joint_state", "reliable", 1);
        Assert.Equal("11", process.WaitFor("incompatible"));
        Eventually.True(() => transport.GetEndpoints()[0].IncompatibleQosTotal == 1, () => "Not yet: we count the incompatible reader");
        Assert.Equal(
            new RosEndpointStatus(Topic, JointState.Type.Name, RosEndpointKind.Publisher, 0, 1, "RELIABILITY"),
            ReadEvent(transport));
    }

    [Theory]
    [InlineData(50)]
    [InlineData(250)]
    public void Publish_KeepAllToAPeerThatStopsAnswering_TimesOut(int maxBlockingMs)
    {
        var transport = CreateTransport();
        var qos = QosProfile.Default with { History = QosHistory.KeepAll, MaxBlocking = TimeSpan.FromMilliseconds(maxBlockingMs) };
        var publisher = transport.CreatePublisher(Topic, JointState.Type, qos);
        using var process = StartPeer("subscribe", "joint_state", "reliable", 1000);
        WaitForStop(process, publisher);
        try
        {
            Assert.Equal(PublishStatus.TimedOut, FillUp(publisher));
            Assert.Equal(1, transport.Statistics.PublishTimeouts);
        }
        finally
        {
            Signal(process.Id, "CONT");
        }
    }

    [Fact]
    public void Publish_KeepLastToAPeerThatStopsAnswering_NeverBlocks()
    {
        var transport = CreateTransport();
        var publisher = transport.CreatePublisher(Topic, JointState.Type, QosProfile.Command);
        using var process = StartPeer("subscribe", "joint_state", "reliable", 1000);
        WaitForStop(process, publisher);
        try
        {
            Assert.Equal(PublishStatus.Sent, FillUp(publisher));
            Assert.Equal(0, transport.Statistics.PublishTimeouts);
        }
        finally
        {
            Signal(process.Id, "CONT");
        }
    }

    [Fact]
    public void Dispose_WhileAPublishBlocksWithoutLimit_EndsItWithDisposed()
    {
        var transport = CreateTransport();
        var publisher = transport.CreatePublisher(Topic, JointState.Type, QosProfile.Default with { History = QosHistory.KeepAll });
        using var process = StartPeer("subscribe", "joint_state", "reliable", 1000);
        WaitForStop(process, publisher);
        try
        {
            var blocked = TestThread.Start(() => Assert.Equal(PublishStatus.Disposed, FillUp(publisher)));
            Assert.False(blocked.HasEnded(TimeSpan.FromSeconds(1)));
            transport.Dispose();
            blocked.Join();
            Assert.DoesNotContain(LogEntries, entry => entry is { Source: "transport", Severity: >= CycloneLogSeverity.Error });
        }
        finally
        {
            Signal(process.Id, "CONT");
        }
    }

    // 60 MB, of which the writer holds half a megabyte before it waits for acknowledgements.
    private static PublishStatus FillUp(IRosPublisher publisher)
    {
        var payload = CreatePayload(0, 60_000);
        var status = PublishStatus.Sent;
        for (var i = 0; i < 1000 && status == PublishStatus.Sent; i++)
            status = publisher.Publish(payload);
        return status;
    }

    private static void WaitForStop(FastDdsProcess process, IRosPublisher publisher)
    {
        _ = process.WaitFor("matched");
        Eventually.True(() => publisher.MatchedCount == 1, () => "Not yet: we match the peer");
        Signal(process.Id, "STOP");
    }

    private static RosEndpointStatus ReadEvent(CycloneDdsTransport transport)
    {
        RosEndpointStatus status = default;
        Eventually.True(() => transport.TryReadEvent(out status), () => "Not yet: an event");
        return status;
    }

    private static void Signal(int processId, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{processId}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private FastDdsProcess StartPeer(string mode, string type, string reliability, int count, params string[] more) => FastDdsProcess.Start(
        peer.Program,
        [mode, $"domain={DomainId}", $"topic={RosMangling.ToDdsTopic(Topic)}", $"type={type}", $"reliability={reliability}", $"count={count}", "period_us=2000", .. more]);
}
