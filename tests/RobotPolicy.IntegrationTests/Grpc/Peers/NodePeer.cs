namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>grpc-js: an implementation of its own in JavaScript on Node's HTTP/2.</summary>
public sealed class NodePeer : GrpcPeer
{
    /// <summary>grpc-js 1.14 answers uncompressed, whatever is asked.</summary>
    internal override bool CompressesResponses => false;

    internal override PeerProcess Start(string role, params IEnumerable<string> arguments) =>
        PeerProcess.Start("Install Node.js, and run: make setup", "node", "node", [$"interop_{role}.js", .. arguments]);
}
