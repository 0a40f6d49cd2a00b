namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Our calls on a server of grpcio.</summary>
public sealed class PythonServerTests(PythonPeer peer) : PeerServerContract(peer), IClassFixture<PythonPeer>;
