namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Calls of grpcio on our server.</summary>
public sealed class PythonClientTests(PythonPeer peer) : PeerClientContract(peer), IClassFixture<PythonPeer>;
