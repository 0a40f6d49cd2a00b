using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Grpc.Peers;

/// <summary>C-core with its C++ API and protoc's C++ code, compiled from <c>cpp/</c>.</summary>
public sealed class CppPeer : GrpcPeer
{
    private const string InstallHint =
        "Install the interoperability peer's tools: 'apt-get install libgrpc++-dev libprotobuf-dev protobuf-compiler protobuf-compiler-grpc g++'.";

    private static readonly string Source = WorkingCopy.TestSource("Grpc", "Peers", "cpp");
    private static readonly string Proto = WorkingCopy.TestSource("Grpc", "Protos", "interop.proto");

    private readonly Lazy<string> _program = new(
        () => NativePeerBuild.GetProgram("grpc-peer", [Proto, .. Directory.GetFiles(Source)], InstallHint, Build));

    internal override PeerProcess Start(string role, params IEnumerable<string> arguments) =>
        PeerProcess.Start(InstallHint, _program.Value, "cpp", [role, .. arguments]);

    private static void Build(NativePeerBuild build, string program)
    {
        build.Run(
            "protoc",
            Path.GetDirectoryName(Proto)!,
            $"--cpp_out={build.Generated}", $"--grpc_out={build.Generated}", "--plugin=protoc-gen-grpc=/usr/bin/grpc_cpp_plugin", "interop.proto");

        // One unit, because most of the time goes into parsing gRPC's headers.
        string[] units = [.. Directory.GetFiles(build.Generated, "*.cc"), .. Directory.GetFiles(Source, "*.cpp")];
        var all = Path.Combine(build.Output, "all.cpp");
        File.WriteAllLines(all, units.Order(StringComparer.Ordinal).Select(unit => $"#include \"{unit}\""));
        build.Run(
            "g++", build.Output,
            "-O0", "-std=c++17", $"-I{build.Generated}", $"-I{Source}", all, "-o", program,
            "-lgrpc++", "-lgrpc", "-lgpr", "-lprotobuf", "-labsl_synchronization", "-pthread");
    }
}
