namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>An independent gRPC implementation with the test service and its client as programs of the same command line.</summary>
public abstract class GrpcPeer
{
    /// <summary>Whether its server compresses responses when asked to.</summary>
    internal virtual bool CompressesResponses => true;

    /// <summary>Starts <c>server [--gzip] [--tls folder]</c> or <c>client port mode [--gzip] [--tls folder]</c>.</summary>
    internal abstract PeerProcess Start(string role, params IEnumerable<string> arguments);
}
