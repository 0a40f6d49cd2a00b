using RobotPolicy.Ros.Transport;

namespace RobotPolicy.IntegrationTests.TransportContract;

public sealed class InMemoryTransportContractTests : TransportContractTests
{
    private readonly InMemoryNetwork _network = new(TimeProvider.System);

    protected override (IRosTransport A, IRosTransport B) CreatePair() =>
        (new InMemoryTransport(_network, "/contract_a"), new InMemoryTransport(_network, "/contract_b"));

    protected override void VerifyAfterDispose() => Assert.Equal(0, _network.OutstandingMessages);
}
