using System.Collections.Concurrent;
using RobotPolicy.IntegrationTests.TransportContract;
using RobotPolicy.Ros.CycloneDds;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.CycloneDds;

[Collection(NativeWireCollection.Name)]
public sealed class CycloneDdsTransportContractTests : TransportContractTests
{
    private static readonly uint Domain = TestDomain.Claim();

    private readonly ConcurrentQueue<CycloneLogEntry> _log = new();
    private readonly List<CycloneDdsTransport> _transports = [];

    protected override (IRosTransport A, IRosTransport B) CreatePair() => (Create("contract_a"), Create("contract_b"));

    protected override void VerifyAfterDispose()
    {
        Assert.All(_transports, transport => Assert.Equal(0, transport.Statistics.OutstandingSamples));
        Assert.DoesNotContain(_log, entry => entry is { Source: "transport", Severity: >= CycloneLogSeverity.Error } && !IsProvoked(entry));
    }

    // Some tests throw in a handler or publish what is no message, and the transport rightly says so.
    private static bool IsProvoked(CycloneLogEntry entry) => entry.Message.Contains(" threw ") || entry.Message.StartsWith("1 publishes on ");

    private CycloneDdsTransport Create(string nodeName)
    {
        CycloneDdsTransport transport = new(
            new CycloneDdsOptions { DomainId = Domain, NodeName = nodeName, Discovery = DiscoveryProfile.Loopback },
            _log.Enqueue);
        _transports.Add(transport);
        return transport;
    }
}
