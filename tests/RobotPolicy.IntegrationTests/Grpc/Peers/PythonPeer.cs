namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>grpcio: C-core with its Python API.</summary>
public sealed class PythonPeer : GrpcPeer
{
    internal override PeerProcess Start(string role, params IEnumerable<string> arguments) => Run([$"interop_{role}.py", .. arguments]);

    /// <summary>Runs a script beside the peer's.</summary>
    internal static PeerProcess Run(params IEnumerable<string> arguments) =>
        PeerProcess.Start("Run: apt-get install python3-grpcio python3-protobuf", "/usr/bin/python3", "python", arguments);
}
