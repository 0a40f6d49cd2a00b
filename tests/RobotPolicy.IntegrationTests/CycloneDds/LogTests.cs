using System.Text;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

[Collection(NativeWireCollection.Name)]
public sealed class LogTests() : WireTestBase(Domain)
{
    private static readonly uint Domain = TestDomain.Claim();

    [Fact]
    public void Limiter_MoreThanItsRate_CountsTheRestAndReportsItOnce()
    {
        ManualTime time = new();
        LogRateLimiter limiter = new(linesPerSecond: 3, time);
        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => limiter.TryPass()));
        Assert.False(limiter.TryTakeSuppressed(out _));

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(limiter.TryPass());
        Assert.True(limiter.TryTakeSuppressed(out var count));
        Assert.Equal(3, count);
        Assert.False(limiter.TryTakeSuppressed(out _));
        Assert.True(limiter.TryPass());

        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => limiter.TryPass()));
    }

    [Fact]
    public void NativeLine_OfOneDomain_ReachesOnlyItsTransports()
    {
        _ = CreateTransport();
        CycloneLog.AddNative(CycloneLogSeverity.Information, Domain, "ours\n"u8);
        CycloneLog.AddNative(CycloneLogSeverity.Information, Domain + 1, "another's\n"u8);
        CycloneLog.AddNative(CycloneLogSeverity.Information, uint.MaxValue, "everybody's\n"u8);
        Eventually.True(() => LogEntries.Any(entry => entry.Message == "everybody's"), () => "Not yet: the line of no domain");
        Assert.Contains(new CycloneLogEntry(CycloneLogSeverity.Information, "cyclonedds", "ours"), LogEntries);
        Assert.DoesNotContain(LogEntries, entry => entry.Message == "another's");
    }

    [Fact]
    public void NativeLine_WithBrokenText_IsStillText()
    {
        _ = CreateTransport();
        CycloneLog.AddNative(CycloneLogSeverity.Warning, Domain, [0xff, 0xfe, (byte)'x', 0]);
        Eventually.True(() => LogEntries.Any(entry => entry.Message.Contains('x')), () => "Not yet: the line");
    }

    [Fact]
    public void Sink_ThatThrows_HarmsNothing()
    {
        CycloneDdsOptions options = new() { DomainId = Domain, Discovery = DiscoveryProfile.Loopback };
        var transport = Track(new CycloneDdsTransport(options, _ => throw new InvalidOperationException("deliberate")));
        var subscription = transport.CreateSubscription("/blob", BlobType, QosProfile.Default, new DelegateHandler(_ => throw new InvalidOperationException("deliberate")));
        var publisher = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        CycloneLog.AddNative(CycloneLogSeverity.Warning, Domain, "line"u8);
        for (var i = 0; i < 5; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i)));
        Eventually.True(() => transport.Statistics.HandlerFaults == 5, () => "Not yet: five faults");
        Assert.Equal(5, subscription.ReceivedCount);
    }

    [Fact]
    public void Handler_ThatThrows_IsLoggedInOneLineWithItsCount()
    {
        var transport = CreateTransport();
        _ = transport.CreateSubscription("/blob", BlobType, QosProfile.Default with { Depth = 100 }, new DelegateHandler(_ => throw new InvalidOperationException("deliberate")));
        var publisher = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        for (var i = 0; i < 50; i++)
            Assert.Equal(PublishStatus.Sent, publisher.Publish(CreatePayload(i)));
        Eventually.True(() => transport.Statistics.HandlerFaults == 50, () => "Not yet: fifty faults");
        Eventually.True(() => LogEntries.Any(entry => entry.Message.Contains("deliberate")), () => "Not yet: a line");
        Assert.Contains(LogEntries, entry => entry.Severity == CycloneLogSeverity.Error && entry.Message.StartsWith("The handler of /blob threw ", StringComparison.Ordinal));
        Assert.InRange(LogEntries.Count(entry => entry.Message.Contains("deliberate")), 1, 10);
    }

    [Fact]
    public void Publish_OfWhatIsNoMessage_FailsAndIsLogged()
    {
        var transport = CreateTransport();
        var publisher = transport.CreatePublisher("/blob", BlobType, QosProfile.Default);
        Assert.Equal(PublishStatus.Failed, publisher.Publish([0, 0, 0, 0, 1]));
        Assert.Equal(PublishStatus.Failed, publisher.Publish(Encoding.ASCII.GetBytes("text")));
        Assert.Equal(2, transport.Statistics.PublishFailures);
        Eventually.True(() => LogEntries.Any(entry => entry.Message == "2 publishes on /blob failed: Bad Parameter."), () => "Not yet: a line");
    }

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        internal void Advance(TimeSpan by) => _now += by.Ticks;
    }
}
