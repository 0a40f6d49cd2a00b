namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Calls of grpc-js on our server.</summary>
public sealed class NodeClientTests(NodePeer peer) : PeerClientContract(peer), IClassFixture<NodePeer>;
