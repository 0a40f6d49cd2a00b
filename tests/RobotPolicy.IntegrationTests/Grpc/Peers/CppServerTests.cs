namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Our calls on a server of C-core's C++ API.</summary>
public sealed class CppServerTests(CppPeer peer) : PeerServerContract(peer), IClassFixture<CppPeer>;
