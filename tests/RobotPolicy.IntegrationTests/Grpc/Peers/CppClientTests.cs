namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Calls of C-core's C++ API on our server.</summary>
public sealed class CppClientTests(CppPeer peer) : PeerClientContract(peer), IClassFixture<CppPeer>;
