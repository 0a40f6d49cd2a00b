namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>Our calls on a server of grpc-js.</summary>
public sealed class NodeServerTests(NodePeer peer) : PeerServerContract(peer), IClassFixture<NodePeer>;
